"""Other help to try first, and what each kind of need asks for: rows that are never edited.

A change, an assurance and an end each make the next version; the newest one counts.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef

from fund import clock

from .policy import NeedCategory


class VersionQuerySet(models.QuerySet[Any]):
    """Versions of a thing that the model's `thing` names."""

    def newest(self) -> "VersionQuerySet":
        """The one version of each that counts."""
        same = {self.model.thing: OuterRef(self.model.thing)}
        newer = self.model._default_manager.filter(**same, version__gt=OuterRef("version"))
        return self.filter(~Exists(newer))


class Resource(models.Model):
    """A place outside the fund that may help, as an administrator assured it on a day.

    Nothing about who was sent there is kept. `regions` are keys of regions; none means the whole
    state.
    """

    thing = "reference"

    reference = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    gives = models.CharField(max_length=300)
    phone = models.CharField(max_length=30, blank=True)
    web = models.URLField(blank=True)
    hours = models.CharField(max_length=120, blank=True)
    categories = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    assured_on = models.DateField()
    assured_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    is_ended = models.BooleanField(default=False)
    made_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = VersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reference", "version"], name="one_resource_of_a_version"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class CategoryGuide(models.Model):
    """What the fund wants to see for one category, and what is good to have ready."""

    thing = "category"

    category = models.CharField(max_length=20, choices=NeedCategory)
    version = models.PositiveIntegerField(default=1)
    papers = models.CharField(max_length=200)
    ready = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = VersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["category", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["category", "version"], name="one_guide_of_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.version}"
