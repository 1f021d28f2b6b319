"""What search reads: the words of the catalogue, their spellings, and where they stand; and the guided choice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.models.catalogue import Procedure, ProcedureVersion

LONGEST_INDEXED = 40
"""Letters of a word or spelling that the index keeps."""


class SearchEntry(models.Model):
    """What search shows, compares and counts of a version, in one row; written by `procedures.search.index`.

    `phrases` has one a line, in the words of `procedures.search.words`, after the letter of its kind.
    """

    version = models.OneToOneField(
        ProcedureVersion, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    name = models.TextField()
    phrases = models.TextField()
    facets = models.TextField()

    def __str__(self) -> str:
        return self.name


class SearchWord(models.Model):
    """A folded word that stands in the catalogue, or an everyday one for what stands there."""

    word = models.CharField(max_length=LONGEST_INDEXED, unique=True)

    def __str__(self) -> str:
        return self.word


class SearchSpelling(models.Model):
    """A spelling under which a word is found: its own, its sound, those of a slip; see `procedures.search.spelling`."""

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="spellings", db_index=False)
    spelling = models.CharField(max_length=LONGEST_INDEXED + 1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["spelling", "word"], name="one_spelling_per_word")]

    def __str__(self) -> str:
        return self.spelling


class SearchPosting(models.Model):
    """A word's place in a version: the more weight, the more it says about it."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="postings")
    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="postings", db_index=False)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        # The weight is in the index so that search need not open the row.
        constraints = [
            models.UniqueConstraint(fields=["word", "version", "weight"], name="one_posting_per_word_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.word_id}"


class GuidedChoice(models.Model):
    """An answer to “Ông/Bà muốn…?”: it asks on (`question`), or leads to a procedure."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="choices")
    ordinal = models.PositiveSmallIntegerField()
    slug = models.SlugField(_("Địa chỉ"), max_length=80, unique=True)
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
