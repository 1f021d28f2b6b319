"""Checking a paper that somebody holds: its signatures, and whether it is, byte for byte, one that was issued here.

Law: Nghị định 30/2020/NĐ-CP Điều 4–5 (the value of an electronic original); Thông tư 01/2018/TT-VPCP Điều 16 (nothing
personal without sign-in).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.queries.issued import IssuedPaper, issued_as
from dossiers.signing.trust import configured_trust
from dossiers.signing.verdict import Outcome, Verdict
from dossiers.signing.verifying import verify
from dossiers.tries import Tries

UPLOADS = Tries("checking:upload", 20, 600)
LOOK_UPS = Tries("checking:code", 60, 600)


class Comparison(models.TextChoices):
    """How the bytes of a file compare with those of the paper that was issued."""

    SAME = "same", _("Tệp trùng khớp từng byte với văn bản đã phát hành.")
    UNFINISHED = "unfinished", _("Tệp là bản chưa hoàn thành của văn bản này, chưa có đủ chữ ký số.")
    DIFFERENT = "different", _("Tệp không trùng khớp với văn bản đã phát hành.")


COMPARISON_TONES = {Comparison.SAME: "ok", Comparison.UNFINISHED: "warn", Comparison.DIFFERENT: "bad"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of a file that was brought. `issued` is the paper of this portal that it is or should be."""

    verdict: Verdict
    issued: IssuedPaper | None = None
    comparison: Comparison | None = None

    @property
    def tone(self) -> str:
        """The design's tone of the whole answer: the worse of signatures and comparison."""
        if self.comparison is Comparison.DIFFERENT:
            return "bad"
        return self.verdict.tone

    @property
    def comparison_tone(self) -> str:
        """The design's tone of the comparison."""
        return COMPARISON_TONES[self.comparison] if self.comparison else "neutral"


def check_file(content: bytes, *, expected: IssuedPaper | None = None, at: datetime) -> Checked:
    """Return what is to be said of a file, by itself or beside the paper that it should be.

    A file that is one of ours existed, by our own records, when it was signed: its certificates are judged as of then.
    """
    verdict = verify(content, at=at, trust=configured_trust())
    issued = expected or issued_as(verdict.sha256)
    if issued is None:
        return Checked(verdict)
    if verdict.sha256 == issued.sha256:
        if verdict.outcome is not Outcome.VALID:
            verdict = verify(content, at=at, trust=configured_trust(), proven_at=issued.issued_at)
        return Checked(verdict, issued, Comparison.SAME)
    is_earlier = verdict.sha256 in issued.earlier
    return Checked(verdict, issued, Comparison.UNFINISHED if is_earlier else Comparison.DIFFERENT)
