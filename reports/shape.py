"""The shape of every quarterly report, declared before the period (DESIGN section 9).

The order decides which rows are combined first. It may depend on public figures only, never on
what the fund itself counted; a new order holds from the next period on.
"""

from fund.models import CategoryGroup, Region
from reports.cube import Shape

REGIONS_BY_RESIDENTS = ("Portland", "Augusta-Waterville", "Bangor", "Lewiston-Auburn")
"""Largest first: residents of the regions' counties in the 2020 census."""


def declared() -> Shape:
    """The labels of both tables in order; a region not ranked above comes last, by name."""
    names = set(Region.objects.values_list("name", flat=True))
    ranked = [name for name in REGIONS_BY_RESIDENTS if name in names]
    return Shape(
        regions=(*ranked, *sorted(names.difference(ranked))),
        groups=tuple(group.value for group in CategoryGroup),
    )
