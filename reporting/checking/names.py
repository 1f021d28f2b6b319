"""How the names of published figures belong together: parts of a prefix, views of one whole that overlap. Pure."""

from collections.abc import Collection, Iterable, Mapping

TIMELINESS = frozenset({"early", "on_time", "late"})
EARLY_OR_ON_TIME = "early_or_on_time"

CAME = ("received", "carried_over")
ENDED = frozenset({"paused", "refused", "withdrawn", "discontinued"})
"""What may have become of a dossier besides resolved and in progress."""

EXCLUDE_EACH_OTHER = TIMELINESS | ENDED
"""No dossier is counted under two of these, so that “one or the other” is their sum."""

OR = "_or_"


def scope_of(name: str) -> str:
    """Return what stands before the last dot, with the dot; nothing at the top."""
    return name[: name.rfind(".") + 1]


def leaf_of(name: str) -> str:
    """Return what stands behind the last dot."""
    return name.rpartition(".")[2]


def prefixes(name: str) -> Iterable[str]:
    """Yield the names that this one is dotted under, the nearest first."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def members_of(name: str) -> tuple[str, ...]:
    """Return the figures that a compound such as `early_or_on_time` stands for; empty where it is none."""
    scope, leaf = scope_of(name), leaf_of(name)
    return tuple(scope + member for member in leaf.split(OR)) if OR in leaf.strip("_") else ()


def is_disjoint(members: Iterable[str]) -> bool:
    """Tell whether no dossier can be counted under two of these figures."""
    return all(leaf_of(member) in EXCLUDE_EACH_OTHER for member in members)


def views(names: Collection[str]) -> list[frozenset[str]]:
    """Return the ways to read figures that overlap: with the parts, or with the compounds that stand for them."""
    atoms = {name: frozenset(members_of(name) or (name,)) for name in names}
    if all(len(found) == 1 for found in atoms.values()):
        return [frozenset(names)]
    simple = [name for name in names if not _is_made_of_others(name, atoms)]
    readings = [_largest(simple, atoms), _largest(list(names), atoms)]
    return [*dict.fromkeys(readings)]


def _is_made_of_others(name: str, atoms: Mapping[str, frozenset[str]]) -> bool:
    smaller = [found for found in atoms.values() if found < atoms[name]]
    return bool(smaller) and frozenset().union(*smaller) == atoms[name]


def _largest(names: Collection[str], atoms: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the figures that no other one stands for."""
    compounds = [atoms[name] for name in names if len(atoms[name]) > 1]
    return frozenset(name for name in names if not any(atoms[name] < compound for compound in compounds))
