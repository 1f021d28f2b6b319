"""What search reads: the words of the catalogue, their spellings, and where they stand; and the guided choice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.models.catalogue import Procedure, ProcedureVersion


class SearchWord(models.Model):
    """A folded word that stands in the catalogue."""

    word = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.word


class SearchSpelling(models.Model):
    """A way to type a word: the word itself (`cost` 0), or the word without one of its letters (1).

    Two words that differ by one letter written otherwise, too much, missing or swapped share a spelling.
    """

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="spellings")
    spelling = models.CharField(max_length=40, db_index=True)
    cost = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "spelling"], name="one_spelling_per_word")]

    def __str__(self) -> str:
        return self.spelling


class SearchPosting(models.Model):
    """A word's place in a version: the more weight, the more it says about it."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="postings")
    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="postings")
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "version"], name="one_posting_per_word_and_version")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.word_id}"


class GuidedChoice(models.Model):
    """An answer to “Ông/Bà muốn…?”: it asks on (`question`), or leads to a procedure."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="choices")
    ordinal = models.PositiveSmallIntegerField()
    label = models.CharField(_("Ông/Bà muốn…"), max_length=160)
    hint = models.CharField(_("Giải thích"), max_length=300, blank=True)
    question = models.CharField(_("Câu hỏi tiếp"), max_length=200, blank=True)
    procedure = models.ForeignKey(
        Procedure, null=True, blank=True, on_delete=models.CASCADE, related_name="guided_choices"
    )

    class Meta:
        verbose_name = _("lựa chọn có hướng dẫn")
        ordering = ["parent_id", "ordinal"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(procedure=None, question__gt="") | models.Q(procedure__isnull=False, question=""),
                name="guided_choice_asks_on_or_leads_to_a_procedure",
            )
        ]

    def __str__(self) -> str:
        return self.label
