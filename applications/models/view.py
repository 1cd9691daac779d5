"""A member's own way to look at the committee's list."""

from typing import ClassVar

from django.db import models


class SavedView(models.Model):
    """A name and the filters behind it: never words that were searched for
    (`applications/queries/looking.py` says which filters may be kept)."""

    user = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="one_view_of_a_name_a_person")
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"
