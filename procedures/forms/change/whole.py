"""One procedure as one page: the record taken apart into fields and put together again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from procedures.forms.change.fields import KnownAgencies
from procedures.forms.change.general import AgencyRow, CompetenceRow, GeneralPart, Part
from procedures.forms.change.papers import ConditionRow, DocumentRow, LegalBasisRow, ResultRow, SetsPart
from procedures.forms.change.places import Place, Places, lines_of
from procedures.forms.change.process import ProcessRow, type_stages
from procedures.forms.change.rows import Row, Rows, RowsEdit
from procedures.forms.change.terms import EVERY_CHANNEL, FeeRow, LimitRow, TermRow, WaysPart, drawn_together
from procedures.models import FormTemplate
from procedures.records import Problem, Record, allowed_minutes
from procedures.records.canonical import canonical
from procedures.records.usual import shared_out, usual_stages

SPARE = {"agencies": 1, "limits": 1, "required_documents": 1, "results": 1, "legal_bases": 1, "processes": 1}
"""How many empty rows a procedure begins with that has none."""

PLAIN_ROWS: Mapping[str, type[Row]] = {
    "agencies": AgencyRow,
    "competences": CompetenceRow,
    "required_documents": DocumentRow,
    "results": ResultRow,
    "conditions": ConditionRow,
    "legal_bases": LegalBasisRow,
    "processes": ProcessRow,
}
"""The lists of a record that are rows just as they stand."""


class ChangeForm:
    """The editor's form for one procedure.

    `record` is the draft as it is kept; with `typed` (and `files`) the form is bound to what somebody sent. Keys that
    the page does not show (the code, the decision) stay as they are in the draft.
    """

    def __init__(
        self,
        record: Record,
        *,
        agencies: KnownAgencies,
        form_templates: Mapping[str, FormTemplate],
        typed: QueryDict | None = None,
        files: MultiValueDict | None = None,
    ) -> None:
        self.kept = canonical(record)
        self.typed = typed
        ways = self.kept["ways"]
        offered = typed.getlist("channels") if typed is not None else [way["channel"] for way in ways]
        is_new = not ways and not self.kept["name"]
        if is_new and typed is None:
            offered = EVERY_CHANNEL
        self.options: dict[str, Any] = {"agencies": agencies, "channels": offered, "form_templates": form_templates}
        self.general = GeneralPart(typed, initial=self.kept)
        self.ways = WaysPart(typed, initial={**WaysPart.initial_of(ways), "channels": offered})
        self.sets = SetsPart(typed, initial=self.kept)
        self.unplaced: list[str] = []
        sent: dict[str, Any] = {"typed": typed, "files": files, "options": self.options}
        lines: dict[str, tuple[type[Row], Sequence[Any]]] = {
            "limits": (LimitRow, drawn_together(ways, "limits")),
            "fees": (FeeRow, drawn_together(ways, "fees")),
            **{name: (row, self.kept[name]) for name, row in PLAIN_ROWS.items()},
        }
        self.rows = {
            name: Rows(row, name, parts=parts, spare=SPARE.get(name, 0), **sent) for name, (row, parts) in lines.items()
        }
        self.options["allowed"] = self.allowed

    # ── Reading ──────────────────────────────────────────────────────────────────────────
    def is_sound(self) -> bool:
        """Say whether everything that was typed could be read; whether it makes sense is another question."""
        unsound = [part for part in self.parts if not part.is_valid()]
        return not [rows for rows in self.rows.values() if not rows.are_sound()] and not unsound

    def record(self) -> dict[str, Any]:
        """Return the record that a sound form states, in canonical form."""
        plain = {name: [row.part() for row in self.rows[name].filled] for name in PLAIN_ROWS}
        plain["agencies"] = [part["agency"] for part in plain["agencies"]]
        plain["conditions"] = [part["text"] for part in plain["conditions"]]
        stated = {**self.general.values(), **self.sets.values(), **plain, "ways": self._stated_ways()}
        return canonical({**self.kept, **stated})

    @property
    def allowed(self) -> int | None:
        """The working minutes that the limits allow, as far as they can be read."""
        if self.typed is None:
            return allowed_minutes(self.kept)
        return allowed_minutes({"ways": self._stated_ways(of_fees=False)}) if self.ways.is_valid() else None

    def _stated_ways(self, *, of_fees: bool = True) -> list[dict[str, Any]]:
        return [
            {
                "channel": channel,
                "note": self.ways.cleaned_data.get(f"note_{channel}", ""),
                "limits": [row.part() for row in self._lines("limits", channel) if row.is_valid()],
                "fees": [row.part() for row in self._lines("fees", channel)] if of_fees else [],
            }
            for channel in self._channels()
        ]

    def _channels(self) -> list[str]:
        """Return the channels that are offered: those of the draft in their order, then the new ones."""
        known = [way["channel"] for way in self.kept["ways"]]
        chosen = self.options["channels"]
        return [channel for channel in dict.fromkeys([*known, *EVERY_CHANNEL]) if channel in chosen]

    def _lines(self, name: str, channel: str) -> Iterator[TermRow]:
        for row in self.rows[name].filled:
            if isinstance(row, TermRow) and channel in (row["channels"].value() or ()):
                yield row

    # ── Telling what is wrong ────────────────────────────────────────────────────────────
    @property
    def parts(self) -> tuple[Part, ...]:
        """The sections that are no rows."""
        return (self.general, self.ways, self.sets)

    def tell(self, problems: Sequence[Problem], record: Record) -> None:
        """Show each problem of a record of this form where its value stands."""
        places = self.places(record)
        for problem in problems:
            text = places.tell(problem)
            if text is not None and text not in self.unplaced:
                self.unplaced.append(text)

    def lines(self, problems: Sequence[Problem], record: Record) -> list[dict[str, str]]:
        """Return problems as a list of links that leads to their places, each once."""
        places = self.places(record)
        lines = {(problem.text, places.target(problem.where)): None for problem in problems}
        return [{"message": text, "target": target} for text, target in lines]

    @property
    def errors(self) -> list[dict[str, str]]:
        """What is wrong, in the order of the page, as the error summary takes it."""
        order: list[Place] = [self.general, self.rows["agencies"], self.rows["competences"], self.ways]
        order += [self.rows[name] for name in ("limits", "fees")]
        order += [self.sets, *(self.rows[name] for name in PLAIN_ROWS if name not in ("agencies", "competences"))]
        return [*({"message": text, "target": ""} for text in self.unplaced), *lines_of(order)]

    def places(self, record: Record) -> Places:
        """Return where the values of a canonical record of this form stand on the page."""
        places = Places(self.parts)
        for name in PLAIN_ROWS:
            places.put(name, self.rows[name])
            if name != "processes":
                for nth, row in enumerate(self.rows[name].filled):
                    places.put(f"{name}.{nth}", row)
        for nth, way in enumerate(record["ways"]):
            for name in ("limits", "fees"):
                for mth, row in enumerate(self._lines(name, way["channel"])):
                    places.put(f"ways.{nth}.{name}.{mth}", row)
        for row in self.processes:
            self._place_process(row, record, places)
        return places

    def _place_process(self, row: ProcessRow, record: Record, places: Places) -> None:
        """A canonical record draws equal processes together and puts the shared one first."""
        agencies = row.part()["agencies"] if row.is_bound else row.initial.get("agencies", [])
        for nth, process in enumerate(record["processes"]):
            if set(agencies) <= set(process["agencies"]) and bool(agencies) == bool(process["agencies"]):
                places.put(f"processes.{nth}.stages", row.stages)
                for mth, stage in enumerate(row.stages.filled):
                    places.put(f"processes.{nth}.stages.{mth}", stage)

    def forgive(self) -> None:
        """Show no errors, because nobody has asked to save yet."""
        for part in self.parts:
            part.errors.clear()
        for rows in self.rows.values():
            rows.forgive()

    @property
    def is_rare_opened(self) -> bool:
        """Whether what a procedure seldom needs stands open."""
        competences = self.rows["competences"]
        return self.general.is_opened or bool(len(competences) or competences.errors)

    # ── Buttons that change the rows ─────────────────────────────────────────────────────
    def share_out(self, edit: RowsEdit) -> str | None:
        """Give the stages of a process times that fit the limit, the usual stages where there are none.

        What was typed is changed; the form must be made anew. Returns what stands against it, None where it is done.
        """
        allowed: int | None = self.options["allowed"]
        process = next((row for row in self.processes if edit.name == row.stages.name), None)
        if process is None or self.typed is None:
            return None
        if not allowed:
            return _("Ghi thời hạn giải quyết ở phần “Cách nộp, thời hạn, phí” trước, rồi mới chia được cho các bước.")
        stages = process.stated_stages
        shared = shared_out(stages, allowed) if stages else usual_stages(allowed)
        type_stages(self.typed, edit.name, shared, options=self.options)
        return None

    @property
    def processes(self) -> list[ProcessRow]:
        """The rows of processes, the empty ones too."""
        return [row for row in self.rows["processes"] if isinstance(row, ProcessRow)]

    @property
    def documents(self) -> list[DocumentRow]:
        """The rows of papers, which may bring files."""
        return [row for row in self.rows["required_documents"] if isinstance(row, DocumentRow)]
