"""Internal processes: one that agencies share, others for agencies that do it their own way, each a list of stages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from accounts.models import Role
from procedures.durations import MINUTES_OF_DAY, working_time
from procedures.forms.change.fields import AgencyField
from procedures.forms.change.general import AgencyRow
from procedures.forms.change.rows import Options, Row, Rows
from procedures.models import Step
from procedures.process_picture import ProcessPicture, picture_of
from procedures.records import ROLES_OF_STEP, Record

ROLES = [role for role in Role if any(role in roles for roles in ROLES_OF_STEP.values())]


class TimeField(forms.IntegerField):
    """A part of a length of time; nothing typed is none."""

    def __init__(self, **options: Any) -> None:
        message = _("Nhập thời gian bằng số nguyên.")
        options["error_messages"] = {"invalid": message, "min_value": message, "max_value": message}
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, min_value=0, max_value=9999, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show nothing for none."""
        return value or ""


class StageRow(Row):
    """One stage, with its working time in days of eight hours, hours and minutes."""

    template = "procedures/change/_stage.html"
    noun = _("bước")
    add_label = _("Thêm bước")
    key_fields = {"minutes": "days"}
    step = forms.ChoiceField(label=_("Bước"), choices=[("", _("Chọn bước")), *Step.choices], required=False)
    name = LineField(label=_("Nội dung công việc"), required=False, max_length=200)
    role = forms.ChoiceField(
        label=_("Vai trò"),
        choices=[("", _("Chọn vai trò")), *((role.value, role.label) for role in ROLES)],
        required=False,
    )
    days = TimeField(label=_("ngày"))
    hours = TimeField(label=_("giờ"))
    minutes = TimeField(label=_("phút"))
    agency = AgencyField(label=_("Đơn vị khác làm bước này"))
    may_consult = forms.BooleanField(label=_("Được lấy ý kiến phối hợp"), required=False)
    needs_seal = forms.BooleanField(label=_("Đóng dấu"), required=False)

    @classmethod
    def initial_of(cls, part: Record) -> dict[str, Any]:
        """Return the values of the fields for a stage of a record."""
        days, rest = divmod(part.get("minutes") or 0, MINUTES_OF_DAY)
        hours, minutes = divmod(rest, 60)
        return {**part, "days": days, "hours": hours, "minutes": minutes}

    @property
    def time_fields(self) -> list[BoundField]:
        """The three parts of the working time."""
        return [self[name] for name in ("days", "hours", "minutes")]

    def part(self) -> dict[str, Any]:
        """Return the stage as a record states it."""
        given = self.cleaned_data
        spent = (given["days"] or 0) * MINUTES_OF_DAY + (given["hours"] or 0) * 60 + (given["minutes"] or 0)
        rest = {name: value for name, value in given.items() if name not in ("days", "hours")}
        return {**rest, "minutes": spent}


class ProcessRow(Row):
    """One internal process: for which agencies, and its stages. Without agencies it is the shared one."""

    template = "procedures/change/_process.html"
    noun = _("quy trình")
    add_label = _("Thêm quy trình riêng cho cơ quan")

    def __init__(self, *args: Any, options: Options, **more: Any) -> None:
        super().__init__(*args, options=options, **more)
        typed: dict[str, Any] = {"typed": self.data, "files": self.files} if self.is_bound else {}
        stated = self.initial or {}
        self.agencies = Rows(
            AgencyRow, f"{self.prefix}-agencies", options=options, parts=stated.get("agencies", ()), **typed
        )
        self.stages = Rows(StageRow, f"{self.prefix}-stages", options=options, parts=stated.get("stages", ()), **typed)
        self.stated_stages = self._stated_stages()

    def parts_inside(self) -> Sequence[Rows]:
        """Return agencies and stages."""
        return (self.agencies, self.stages)

    @property
    def is_blank(self) -> bool:
        """Whether it has neither agencies nor stages."""
        return not self.agencies.filled and not self.stages.filled

    def part(self) -> dict[str, Any]:
        """Return the process as a record states it."""
        return {
            "agencies": [row.part()["agency"] for row in self.agencies.filled],
            "stages": self.stated_stages,
        }

    @property
    def is_for_some(self) -> bool:
        """Whether it holds, or is about to hold, for some agencies only."""
        return bool(len(self.agencies) or self.agencies.errors)

    @property
    def spent(self) -> int:
        """The working minutes of all stages that can be read."""
        return sum(stage.get("minutes", 0) for stage in self.stated_stages)

    @property
    def budget(self) -> dict[str, str]:
        """How much of the limit is shared out, in words, with a tone."""
        allowed = self.options.get("allowed")
        words = {"spent": working_time(self.spent), "allowed": working_time(allowed or 0)}
        if allowed is None:
            return {"tone": "neutral", "text": _("Đã phân bổ %(spent)s; chưa có thời hạn để so sánh.") % words}
        tone = "ok" if self.spent == allowed else "warn"
        return {"tone": tone, "text": _("Đã phân bổ %(spent)s trong %(allowed)s.") % words}

    @property
    def picture(self) -> ProcessPicture | None:
        """The process as a picture, as far as it can be read."""
        return picture_of(self.stated_stages, names=self.options["agencies"].names)

    def _stated_stages(self) -> list[dict[str, Any]]:
        """Return the stages that can be read, whatever is wrong with the others."""
        if not self.is_bound:
            return list((self.initial or {}).get("stages", ()))
        return [row.part() for row in self.stages.filled if row.is_valid()]


def type_stages(typed: QueryDict, name: str, stages: Sequence[Record], *, options: Options) -> None:
    """Write stages into what was typed, in the place of those that stood there."""
    rows = Rows(StageRow, name, options=options, parts=stages)
    typed.setlist(name, [row.key for row in rows])
    for row in rows:
        for field in row:
            value = field.value()
            if isinstance(field.field, forms.BooleanField):
                typed.setlist(field.html_name, ["on"] if value else [])
            else:
                typed[field.html_name] = str(value or "")
