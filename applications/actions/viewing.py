"""A member keeps the filters that she uses, under a name of her own."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import SavedView
from applications.queries.looking import Looking
from applications.refusals import Refused
from fund.models import User

MOST_VIEWS = 12


@transaction.atomic(durable=True)
def save_view(name: str, looking: Looking, *, actor: User) -> SavedView:
    """The filters under this name; a name that she has already gets the new filters.

    Raises Refused without a filter, and for a thirteenth view.
    """
    kept = looking.to_keep().address[1:]
    if not kept:
        raise Refused(_("Choose filters first, then save them."))
    User.objects.select_for_update().get(pk=actor.pk)
    names = set(actor.saved_views.values_list("name", flat=True))
    if name not in names and len(names) >= MOST_VIEWS:
        raise Refused(_("You have %(most)d saved views. Delete one first.") % {"most": MOST_VIEWS})
    view, _made = SavedView.objects.update_or_create(
        user=actor, name=name, defaults={"query": kept}
    )
    return view


@transaction.atomic(durable=True)
def rename_view(pk: int, name: str, *, actor: User) -> None:
    """Raises SavedView.DoesNotExist for another person's, Refused for a name she has already."""
    User.objects.select_for_update().get(pk=actor.pk)
    view = actor.saved_views.get(pk=pk)
    if actor.saved_views.exclude(pk=pk).filter(name=name).exists():
        raise Refused(_("You have another view of this name."))
    view.name = name
    view.save(update_fields=["name"])


@transaction.atomic(durable=True)
def delete_view(pk: int, *, actor: User) -> None:
    """Gone, if it was hers; the second time nothing happens."""
    actor.saved_views.filter(pk=pk).delete()
