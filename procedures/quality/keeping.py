"""The last check of the catalogue, kept for a while: an editor turns its pages and mends, and waits for it once."""

import json
import zlib
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, timedelta

from django.core.cache import cache

from procedures.quality.checking import check_catalogue
from procedures.quality.findings import Finding, Severity
from procedures.queries.publication import catalogue_stamp

KEY = "catalogue-check"
KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found, and when; `stamp` names the state of the catalogue that it looked at."""

    findings: list[Finding]
    at: datetime
    stamp: str


def last_check(*, today: date, at: datetime) -> Check:
    """Return the check of the catalogue as it is now: the kept one, or a new one where anything was published since."""
    kept = _kept()
    stamp = catalogue_stamp(today=today)
    if kept is not None and kept.stamp == stamp and at - kept.at < KEPT_FOR:
        return kept
    return check_again(today=today, at=at)


def check_again(*, today: date, at: datetime) -> Check:
    """Check the catalogue now, and keep what was found."""
    check = Check(check_catalogue(today=today), at, catalogue_stamp(today=today))
    _keep(check)
    return check


def settle(rule: str, code: str, *, today: date) -> None:
    """Take a finding that has just been mended out of the kept check, which stays good for all others."""
    if (kept := _kept()) is not None:
        findings = [finding for finding in kept.findings if (finding.rule, finding.code) != (rule, code)]
        _keep(replace(kept, findings=findings, stamp=catalogue_stamp(today=today)))


def _kept() -> Check | None:
    packed = cache.get(KEY)
    if packed is None:
        return None
    rows, at, stamp = json.loads(zlib.decompress(packed))
    findings = [Finding(rule, Severity(severity), *rest) for rule, severity, *rest in rows]
    return Check(findings, datetime.fromisoformat(at), stamp)


def _keep(check: Check) -> None:
    rows = [astuple(finding) for finding in check.findings]
    packed = zlib.compress(json.dumps([rows, check.at.isoformat(), check.stamp]).encode())
    cache.set(KEY, packed, timeout=KEPT_FOR.total_seconds())
