"""What this database is for: a demonstration or the real thing, decided once."""

from django.db import models
from django.db.models import Q


class Installation(models.Model):
    """The one row that says in which mode this database was made."""

    mode = models.CharField(max_length=16)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "installation"
        verbose_name_plural = "installation"
        constraints = [models.CheckConstraint(name="one_installation", condition=Q(pk=1))]

    def __str__(self) -> str:
        return self.mode
