"""The catalogue of the demo province: its records lie as JSON beside this module, one file for each agency."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from portal.demo.province import TWO_TIERS_FROM
from procedures.models import ProcedureVersion
from procedures.records import Record
from procedures.services import publish_versions

FOLDER = Path(__file__).parent / "catalogue"
DECLARATIONS = Path(__file__).parent / "declarations.json"
"""The electronic declarations, by the code of the procedure."""


def records() -> Iterator[Record]:
    """Return every record of the catalogue, in the order of files and of records in a file."""
    declarations = json.loads(DECLARATIONS.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.json")):
        for record in json.loads(path.read_text(encoding="utf-8")):
            yield record | {"declaration": declarations.get(record["code"], [])}


def publish_catalogue(*, valid_from: date = TWO_TIERS_FROM) -> list[ProcedureVersion]:
    """Publish the whole catalogue."""
    return publish_versions(list(records()), valid_from=valid_from)
