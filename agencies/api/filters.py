"""What a list of agencies can be narrowed by."""

from django_filters import rest_framework as filters

from agencies.models import Agency, AgencyKind, Level


class AgencyFilter(filters.FilterSet):
    """Level and kind."""

    level = filters.ChoiceFilter(choices=Level.choices, help_text="Cấp.")
    kind = filters.ChoiceFilter(choices=AgencyKind.choices, help_text="Loại cơ quan.")

    class Meta:
        model = Agency
        fields = ("level", "kind")
