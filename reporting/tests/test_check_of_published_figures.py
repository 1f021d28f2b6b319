"""Figures that others have published: what does not add up is found, and no right figure is blamed."""

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import assume, given
from hypothesis import strategies as st

from reporting.checking.reading import Unreadable, read, read_text
from reporting.checking.rules import check
from reporting.checking.words import sentence

HEAD = "report,figure,whole,value,printed_percent,note"

QUANG_NAM = """
received,,49343,
resolved,,46127,
resolved.early_or_on_time,resolved,45040,98
resolved.late,resolved,1087,2
online.received,received,4399,
online.resolved,,2637,
online.resolved.early_or_on_time,online.resolved,2505,95
online.resolved.late,online.resolved,132,5
postal,received,11361,23
procedures,,1336,
procedures.departments,procedures,1258,
procedures.central,procedures,78,
procedures_online_3_4,procedures,492,37
"""

LONG_AN = """
received,,9415,
resolved,,5732,
resolved.early,resolved,3975,"69,35"
resolved.on_time,resolved,1716,"29,93"
resolved.late,resolved,41,"0,72"
ratings,,99,
ratings.satisfied,ratings,99,100
"""


def found(lines: str, *, report: str = "r") -> list[tuple[Any, ...]]:
    """Return what is found in a table: figure, kind, what was printed, what follows, the difference."""
    table = "\n".join([HEAD, *(f"{report},{line}" for line in lines.strip().splitlines())])
    findings = check(read_text(table))
    assert all(sentence(finding) for finding in findings)
    return [tuple(finding.as_json().values())[1:] for finding in findings]


# ── As they were published ───────────────────────────────────────────────────────────────
def test_whole_percents_of_a_province_are_right():
    assert found(QUANG_NAM) == []


def test_a_percentage_that_was_bent_to_close_at_100_is_found():
    # By half up 69,35 + 29,94 + 0,72; by largest remainder 69,35 + 29,94 + 0,71: 29,93 is neither.
    assert found(LONG_AN) == [("resolved.on_time", "rounding", 29.93, 29.94, -0.01)]


def test_a_balance_that_26_dossiers_are_missing_from_is_found():
    table = "received,,5000,\ncarried_over,,310,\nresolved,,4700,\nin_progress,,500,\npaused,,24,\nrefused,,60,"

    assert found(table) == [("received", "balance", 5000, 4974, 26)]
    assert found(table.replace("5000", "4974")) == []


# ── One thing wrong ──────────────────────────────────────────────────────────────────────
WRONG = {
    "the three do not make the whole": (
        "resolved,,100,\nresolved.early,,60,\nresolved.on_time,,30,\nresolved.late,,9,",
        [("resolved", "sum", 100, 99, 1)],
    ),
    "the two do not make the whole": (
        "a.resolved,,100,\na.resolved.early_or_on_time,,60,\na.resolved.late,,41,",
        [("a.resolved", "sum", 100, 101, -1)],
    ),
    "parts are more than their whole": (
        "procedures,,100,\nprocedures.province,,60,\nprocedures.commune,,41,",
        [("procedures", "parts_exceed_whole", 100, 101, -1)],
    ),
    "parts under a prefix that is not printed": (
        "received,,100,\nreceived.online.full,,60,\nreceived.postal,,41,",
        [("received", "parts_exceed_whole", 100, 101, -1)],
    ),
    "a compound is not its members": (
        "resolved,,100,\nresolved.early,,60,\nresolved.on_time,,30,\nresolved.early_or_on_time,,91,\nresolved.late,,10,",
        [("resolved.early_or_on_time", "sum", 91, 90, 1)],
    ),
    "a balance under a prefix": (
        "online.received,,100,\nonline.resolved,,60,\nonline.in_progress,,30,\nonline.refused_or_withdrawn,,9,",
        [("online.received", "balance", 100, 99, 1)],
    ),
    "more became than came, whatever is illegible": (
        "received,,100,\nresolved,,90,\nin_progress,,20,\npaused,,–,",
        [("received", "balance", 100, 110, -10)],
    ),
    "more resolved than came and was there": (
        "received,,100,\ncarried_over,,10,\nresolved,,111,",
        [("resolved", "parts_exceed_whole", 111, 110, 1)],
    ),
    "another percentage": ("x,,200,\ny,x,50,26", [("y", "percent", 26, 25, 1)]),
    "cut off instead of rounded": ("x,,3,\ny,x,2,66.66", [("y", "rounding", 66.66, 66.67, -0.01)]),
    "nothing of nothing is not 100": ("x,,0,\ny,x,0,100", [("y", "percent", 100, None, None)]),
    "a negative count": ("x,,-5,", [("x", "impossible_value", -5, None, None)]),
    "half a dossier": ("received,,10.5,", [("received", "impossible_value", 10.5, None, None)]),
    "no number": ("received,,many,", [("received", "unreadable", "many", None, None)]),
    "a percentage above 100": ("x,,10,\ny,x,,104", [("y", "impossible_value", 104, None, None)]),
    "a negative percentage": ("x,,10,\ny,x,1,-10", [("y", "impossible_value", -10, None, None)]),
    "a part greater than its whole": (
        "x,,100,\nx.y,x,120,120",
        [("x", "parts_exceed_whole", 100, 120, -20), ("x.y", "impossible_value", 120, None, None)],
    ),
    "a channel greater than all": (
        "received,,100,\nonline.received,received,120,",
        [("online.received", "parts_exceed_whole", 120, 100, 20)],
    ),
    "a whole that is not printed": ("y,x,50,25", [("y", "unknown_whole", 25, None, None)]),
    "two values for one figure": ("x,,10,\nx,,11,", [("x", "contradiction", 11, 10, 1)]),
    "no percentage at all": ("x,,10,\ny,x,5,half", [("y", "unreadable", "half", None, None)]),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_thing_wrong_is_found_and_nothing_else(name):
    table, findings = WRONG[name]

    assert found(table) == findings


# ── Nothing wrong ────────────────────────────────────────────────────────────────────────
RIGHT = {
    "thousands in many hands": 'a,,49.343,\nb,a,"11,361","23,02 %"\nc,a,4 399,8.9%\nd,,1.234.567,',
    "largest remainder, equal remainders": "x,,3,\nx.a,x,1,33.34\nx.b,x,1,33.33\nx.c,x,1,33.33",
    "largest remainder, the other way": "x,,3,\nx.a,x,1,33.33\nx.b,x,1,33.33\nx.c,x,1,33.34",
    "largest remainder beside what is not printed": "x,,10000,\nx.a,x,3340,34\nx.b,x,3335,33",
    "half up although it makes 101": "x,,200,\nx.a,x,101,51\nx.b,x,99,50",
    "100 after rounding": "x,,1000,\ny,x,999,100",
    "overlapping views are not added": (
        "resolved,,100,\nresolved.early,,60,\nresolved.on_time,,30,\nresolved.early_or_on_time,,90,\nresolved.late,,10,"
    ),
    "complete timeliness and another way to count": (
        "resolved,,100,\nresolved.early,,60,\nresolved.on_time,,30,\nresolved.late,,10,\nresolved.denied,,4,"
    ),
    "parts that are not all printed": "resolved,,100,\nresolved.early,,60,\nresolved.late,,10,",
    "channels that are not dotted": "received,,100,\nonline,,80,\npostal,,40,\nin_person,,60,",
    "more resolved than received": "received,,100,\nresolved,received,120,120",
    "all resolved that came and was there": "received,,100,\ncarried_over,,10,\nresolved,,110,",
    "carried over is in what was received": (
        "received,,100,\ncarried_over,received,20,20\nresolved,,90,\nin_progress,,10,"
    ),
    "suspended ones are in what is in progress": (
        "received,,100,\nresolved,,90,\nin_progress,,10,\npaused,in_progress,4,40"
    ),
    "an illegible term of the balance": "received,,100,\nresolved,,80,\nin_progress,,10,\nrefused,,–,",
    "a scope that is a figure, too": "online,,50,\nonline.received,,50,\nonline.resolved,,30,\nonline.in_progress,,20,",
    "durations and scores": "resolved,,10,\nresolved.median_days,,3.5,\nresolved.p90_days,,12.25,\nscore,,87.45,\n",
    "dossiers by days": "overdue,,10,\noverdue.over_30_days,,4,\noverdue.1_5_days,,6,",
    "the same twice": "x,,10,\nx,,10,\ny,x,5,50\ny,x,5,50.00",
    "no denominator given": "x,,10,\ny,,5,48",
    "nothing printed": "x,,0,\ny,x,0,–\nz,,,\n",
    "a bound instead of a number": "x,,1000,\ny,x,1,<1",
    "all digits of a spreadsheet": "x,,3,\ny,x,2,66.66666666666667",
    "footnotes and other spellings": "Resolved,,100 ,\n resolved.On-Time ,RESOLVED,40¹,40%\n",
}


@pytest.mark.parametrize("name", RIGHT)
def test_no_right_figure_is_blamed(name):
    assert found(RIGHT[name]) == []


def test_reports_are_judged_each_by_itself():
    table = f"{HEAD}\na,received,,100,,\nb,received,,200,,\nb,postal,received,50,25,\n"

    assert check(read_text(table)) == []


# ── Any table ────────────────────────────────────────────────────────────────────────────
counts = st.integers(0, 60_000)


@st.composite
def consistent(draw: st.DrawFn) -> dict[str, tuple[str, int]]:
    """A report in which everything holds: each figure with its whole and its value."""
    figures: dict[str, tuple[str, int]] = {}
    for scope in draw(st.lists(st.sampled_from(["", "online.", "post.all."]), min_size=1, unique=True)):
        leaves = draw(st.sampled_from([("early", "on_time", "late"), ("early_or_on_time", "late")]))
        parts = {f"{scope}resolved.{leaf}": draw(counts) for leaf in leaves}
        became = {f"{scope}resolved": sum(parts.values())}
        ends = draw(st.sampled_from([(), ("paused", "refused"), ("refused_or_withdrawn", "discontinued")]))
        became |= {f"{scope}{leaf}": draw(counts) for leaf in ("in_progress", *ends)}
        carried = draw(st.integers(0, sum(became.values())))
        came = sum(became.values()) - carried
        channels = draw(st.lists(st.integers(0, came // 3), max_size=3))
        figures |= {name: (f"{scope}resolved", value) for name, value in parts.items()}
        figures |= {name: ("", value) for name, value in became.items()}
        figures |= {f"{scope}received": ("", came), f"{scope}carried_over": ("", carried)}
        figures |= {
            f"{scope}received.channel_{number}": (f"{scope}received", value) for number, value in enumerate(channels)
        }
    return figures


def percentages(figures: dict[str, tuple[str, int]], *, decimals: int, by_remainder: bool) -> Iterator[tuple[str, str]]:
    """Give the percentage of each part of a whole, rounded by one of two ways that do not use the checker."""
    for whole in {whole for whole, _value in figures.values() if whole and figures[whole][1]}:
        total = figures[whole][1]
        parts = {name: value for name, (of, value) in figures.items() if of == whole}
        exact = {name: Fraction(value * 100 * 10**decimals, total) for name, value in parts.items()}
        exact[""] = Fraction((total - sum(parts.values())) * 100 * 10**decimals, total)
        units = {name: int(value + Fraction(1, 2)) for name, value in exact.items()}
        if by_remainder:
            units = {name: int(value) for name, value in exact.items()}
            missing = 100 * 10**decimals - sum(units.values())
            for name in sorted(exact, key=lambda name: exact[name] % 1, reverse=True)[:missing]:
                units[name] += 1
        yield from ((name, str(Decimal(units[name]).scaleb(-decimals))) for name in parts)


def table_of(figures: dict[str, tuple[str, int]], printed: dict[str, str]) -> str:
    rows = [f"{name},{whole},{value},{printed.get(name, '')}" for name, (whole, value) in figures.items()]
    return "\n".join(rows)


@given(consistent(), st.integers(0, 3), st.booleans())
def test_no_consistent_report_is_blamed(figures, decimals, by_remainder):
    printed = dict(percentages(figures, decimals=decimals, by_remainder=by_remainder))

    assert found(table_of(figures, printed)) == []


@given(consistent(), st.data())
def test_a_count_that_is_pinned_by_an_equality_cannot_be_changed_unnoticed(figures, data):
    pinned = [name for name in figures if ".channel_" not in name]
    name = data.draw(st.sampled_from(pinned))
    whole, value = figures[name]
    changed = data.draw(counts)
    assume(changed != value)

    assert found(table_of({**figures, name: (whole, changed)}, {}))


# ── The command ──────────────────────────────────────────────────────────────────────────
def run(file: Path, *arguments: str) -> tuple[int, str, str]:
    out = StringIO()
    try:
        call_command("check_figures", str(file), *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


def test_the_command_says_what_is_wrong_and_ends_with_1(tmp_path):
    file = tmp_path / "figures.csv"
    lines = "\n".join(f"long-an,{line}" for line in LONG_AN.strip().splitlines())
    file.write_text(f"\ufeff{HEAD}\n{lines}\n", encoding="utf-8")

    code, out, _said = run(file, "--json")
    assert code == 1
    assert [json.loads(line) for line in out.splitlines()] == [
        {
            "report": "long-an",
            "figure": "resolved.on_time",
            "kind": "rounding",
            "printed": 29.93,
            "computed": 29.94,
            "difference": -0.01,
        }
    ]
    code, out, said = run(file)
    assert code == 1
    assert "long-an, resolved.on_time: In 29,93 %, nhưng 1.716 / 5.732 = 29,9372 %" in out
    assert "lệch 0,01" in out
    assert "Có 1 điều không khớp" in said

    file.write_text(f"{HEAD}\nx,received,,100,,\n", encoding="utf-8")
    assert run(file) == (0, "1 số liệu, không có điều gì không khớp.\n", "")
    assert run(file, "--json") == (0, "", "")


UNREADABLE = {
    "nothing": b"",
    "a head alone": HEAD.encode(),
    "no such columns": b"a,b\n1,2\n",
    "another alphabet": "report,figure,value\nx,Đã giải quyết,1".encode("utf-16"),
    "a picture": bytes(range(256)),
    "no name": b"report,figure,value\nx,,5\n",
    "a comma that cuts a number": b"report,figure,whole,value,printed_percent,note\nx,y,z,5,69,35,\n",
    "an open quotation": b'report,figure,value\nx,"y,5\n',
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_table_of_figures_ends_with_2(name, tmp_path):
    file = tmp_path / "figures.csv"
    file.write_bytes(UNREADABLE[name])

    with pytest.raises(Unreadable):
        read(UNREADABLE[name])
    code, out, said = run(file, "--json")
    assert (code, out) == (2, "")
    assert said.startswith(str(file))
    assert run(tmp_path / "missing.csv")[0] == 2
