#!/usr/bin/env python3
"""Rebuild every published figure from the open data and say "equal", or say what differs (exit code 1).

python3 rebuild_figures.py ho-so.csv so-lieu.csv        both files: /du-lieu-mo/so-lieu/ of the portal
"""

import csv
import sys
from collections import Counter, defaultdict

JUDGED = """received carried_over taken_online taken_otherwise received_online in_time overdue paused refused withdrawn
discontinued open_in_time open_overdue open_undated early on_time late undated settled_early settled_on_time
settled_late settled_undated""".split()  # judged here from the days of a dossier; the rest stands in `counts_in`


def names(line, first):
    """Return the names of all counts in which a dossier counts."""
    is_new, is_accepted, standing = line["entered_on"] >= first, line["received"] == "1", line["standing"]
    found = {"received" if is_new else "carried_over"} | {*line["counts_in"].split()} - {*JUDGED}
    if is_new and line["channel"] == "online":
        found.add("received_online")
    if is_new and is_accepted:
        found.add("taken_online" if line["channel"] == "online" else "taken_otherwise")
    if standing:  # it was open at the end of the period
        return found | {standing, "open_in_time" if standing == "paused" else "open_" + standing.removeprefix("open_")}
    verdict, days = line["verdict"], (line["ended_on"], line["due_on"])
    if line["due_basis"] == "day":  # a limit in hours was judged to the minute
        verdict = "early" if days[0] < days[1] else "on_time" if days[0] == days[1] else "late"
    return found | {verdict if line["ending"] == "resolved" else line["ending"], f"settled_{verdict}" * is_accepted}


def percentile(values, share):
    """Return whole seconds, by linear interpolation between neighbours."""
    place = (len(values) - 1) * share
    low, high = values[int(place)], values[min(int(place) + 1, len(values) - 1)]
    return int(round(low + (high - low) * (place - int(place)), 3) + 0.5)


def read(path):
    """Yield the lines of a file, each by the names of its columns."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


figures, counts, elapsed, differences = list(read(sys.argv[2])), defaultdict(Counter), defaultdict(list), 0
first_days = {figure["report"]: figure["first_on"] for figure in figures}
for line in read(sys.argv[1]):
    for row in ((line["report"], line["row"]), (line["report"], "total")):
        counts[row].update(names(line, first_days[line["report"]]))
        elapsed[row] += [float(line["elapsed_seconds"])] if line["elapsed_seconds"] else []
for figure in figures:
    row, share = (figure["report"], figure["row"]), {"median": 0.5, "p90": 0.9}.get(figure["kind"])
    value, whole = (sum(counts[row][name] for name in figure[side].split()) for side in ("parts", "wholes"))
    if share:
        value = percentile(sorted(elapsed[row]), share) if elapsed[row] else ""
    if (str(value), str(whole) if figure["wholes"] else "") != (figure["value"], figure["whole"]):
        print(*row, figure["column"], "published:", figure["value"], "rebuilt:", value)
        differences += 1
print(f"{differences} of {len(figures)} figures differ" if differences else "equal")
sys.exit(bool(differences))
