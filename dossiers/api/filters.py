"""What a list of one's own dossiers can be narrowed by."""

from django_filters import rest_framework as filters

from dossiers.models import ApologyNotice, Dossier
from dossiers.workflow import Status


class OwnDossierFilter(filters.FilterSet):
    """Status, procedure, days of submission."""

    status = filters.ChoiceFilter(choices=Status.choices, help_text="Trạng thái.")
    procedure = filters.CharFilter(field_name="version__procedure__code", max_length=40, help_text="Mã thủ tục.")
    submitted_from = filters.DateFilter(
        field_name="submitted_at", lookup_expr="date__gte", help_text="Nộp từ ngày, dạng 2026-03-02."
    )
    submitted_to = filters.DateFilter(
        field_name="submitted_at", lookup_expr="date__lte", help_text="Nộp đến hết ngày, dạng 2026-03-31."
    )

    class Meta:
        model = Dossier
        fields = ("status", "procedure", "submitted_from", "submitted_to")


class ApologyFilter(filters.FilterSet):
    """Whose apologies, signed when."""

    agency = filters.CharFilter(field_name="agency__code", max_length=60, help_text="Mã định danh của cơ quan.")
    signed_from = filters.DateFilter(
        field_name="signed_at", lookup_expr="date__gte", help_text="Ký từ ngày, dạng 2026-03-02."
    )
    signed_to = filters.DateFilter(
        field_name="signed_at", lookup_expr="date__lte", help_text="Ký đến hết ngày, dạng 2026-03-31."
    )

    class Meta:
        model = ApologyNotice
        fields = ("agency", "signed_from", "signed_to")
