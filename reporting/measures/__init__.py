"""What is counted beside the life of dossiers: each group of figures with its read function and the rows behind it.

`REGISTRY[key].read(question)` gives the counts, `REGISTRY[key].behind(question, count, keys)` exactly the rows that a
count counts. What each count means stands in `reporting.indicators`.
"""

from collections.abc import Mapping

from reporting.measures import (
    apologies,
    feedback,
    holding,
    linked,
    papers,
    pauses,
    payments,
    postal,
    ratings,
    returned,
    supplements,
)
from reporting.measures.counting import Cells, Measure, Source

__all__ = ["MEASURE_OF", "REGISTRY", "Cells", "Measure", "Source"]

REGISTRY: Mapping[str, Measure] = {
    module.MEASURE.key: module.MEASURE
    for module in (
        returned,
        pauses,
        supplements,
        apologies,
        postal,
        linked,
        papers,
        payments,
        ratings,
        feedback,
        holding,
    )
}
"""Every measure by its key, in the order in which pages show them."""

MEASURE_OF: Mapping[str, Measure] = {count: measure for measure in REGISTRY.values() for count in measure.counts}
"""The measure that reads a count."""
