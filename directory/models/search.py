"""The index of the type-ahead: plain rows, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchKind(models.TextChoices):
    """What is searched."""

    ORGANISATION = "o", _("Organisation")
    UNIT = "u", _("Unit")


class TermMatch(models.TextChoices):
    """How a term stands for what a person types."""

    WORD = "w", _("Word")
    PREFIX = "p", _("Beginning of many words")
    WHOLE = "n", _("Whole name")


class SearchTerm(models.Model):
    """The organisations (or units) that have a word, a frequent beginning of words, or a whole name.

    `term` is bytes, because both databases compare bytes in the same order whatever their collation.
    `head` holds the first ids, `ids` all of them: 32-bit numbers, best first.
    """

    kind = models.CharField(max_length=1, choices=SearchKind)
    match = models.CharField(max_length=1, choices=TermMatch)
    term = models.BinaryField()
    head = models.BinaryField()
    ids = models.BinaryField()

    class Meta:
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")
        ordering = ["kind", "match", "term"]
        constraints = [models.UniqueConstraint(name="one_search_term", fields=["kind", "match", "term"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.match} {bytes(self.term)!r}"
