"""What each published figure means: its name, its sentence, what it is counted in, and the law it rests on.

The words stand under every table, so that a reader can check what was counted. The tables themselves are in
`reporting.definitions`; everybody reads them from here. Pure, but for the translation of the words.
"""

from collections.abc import Mapping

from reporting.definitions.service import SERVICE
from reporting.definitions.settlement import SETTLEMENT_TABLE
from reporting.definitions.shape import SETTLEMENT, Indicator, Topic, Unit
from reporting.definitions.voices import VOICES

__all__ = ["BY_KEY", "BY_TOPIC", "INDICATORS", "SETTLEMENT", "Indicator", "Topic", "Unit"]

INDICATORS: tuple[Indicator, ...] = (*SETTLEMENT_TABLE, *SERVICE, *VOICES)

BY_KEY: Mapping[str, Indicator] = {indicator.key: indicator for indicator in INDICATORS}

BY_TOPIC: Mapping[Topic, tuple[Indicator, ...]] = {
    topic: tuple(indicator for indicator in INDICATORS if indicator.topic is topic) for topic in Topic
}
"""The definitions under their headings, in the order of both."""
