"""`manage.py lint_catalogue`: check everything that the catalogue promises today."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from procedures.quality import ALL_RULES, SEVERITY_LABELS, Finding, Severity, ask, check_catalogue, place_words


class Command(BaseCommand):
    """Print what is wrong with the catalogue, each finding with its record and its mend; exit with 1 on errors."""

    help = "Checks the procedures in force by the rules of procedures/quality; exits with 1 where there are errors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--links", action="store_true", help="also try the addresses of legal texts")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument("--rule", choices=list(ALL_RULES), help="only what one rule finds")
        parser.add_argument("--sector", help="only the procedures of one sector, by its name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the help says."""
        findings = [
            finding
            for finding in check_catalogue(today=timezone.localdate(), opener=ask if options["links"] else None)
            if options["rule"] in (None, finding.rule) and options["sector"] in (None, finding.sector)
        ]
        if options["json"]:
            self.stdout.write(_as_json(findings))
        else:
            self._tell(findings)
        if any(finding.severity is Severity.ERROR for finding in findings):
            sys.exit(1)

    def _tell(self, findings: Sequence[Finding]) -> None:
        counts = Counter(finding.severity for finding in findings)
        self.stdout.write("; ".join(f"{SEVERITY_LABELS[one]}: {counts[one]}" for one in Severity))
        by_rule = Counter(finding.rule for finding in findings)
        for key, rule in ALL_RULES.items():
            if not by_rule[key]:
                continue
            self.stdout.write(f"\n{rule.label} [{key}]: {by_rule[key]}\n  Cách sửa: {rule.mend}")
            for finding in findings:
                if finding.rule == key:
                    self.stdout.write(f"  {_line(finding)}")


def _line(finding: Finding) -> str:
    place = place_words(finding.where)
    head = " ".join(filter(None, [finding.code or finding.name, f"({place})" if place else ""]))
    return f"{head}: {finding.text}"


def _as_json(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    rows = [{**asdict(finding), "mend": str(ALL_RULES[finding.rule].mend)} for finding in findings]
    return json.dumps({**{f"{one}s": counts[one] for one in Severity}, "findings": rows}, ensure_ascii=False)
