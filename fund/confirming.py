"""Four eyes over roles: what one person gave, a second one confirms or refuses.

Until then the role opens nothing, neither in the program (`RoleGrant.objects.in_force`) nor in the
database (`fund/migrations/confirmed_grants.sql`).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from fund import clock
from fund.audit import Facts, record
from fund.models import RoleGrant, User
from fund.people import PeopleError
from fund.roles import CONFIRM


@transaction.atomic(durable=True)
def confirm(grant_id: int, *, actor: User) -> RoleGrant:
    """The role holds from now on, or from its first day. Confirmed already: as it stands.

    Raises PeopleError for whoever asked for it, for the person herself, and where it was refused.
    """
    waiting = _lock(grant_id)
    if waiting.confirmed_at:
        return waiting
    if why := why_not_confirm(waiting, actor):
        raise PeopleError(why)
    if waiting.ends_on and waiting.ends_on < clock.today():
        raise PeopleError(_("The last day of this role is over. Give it again."))
    waiting.confirmed_by, waiting.confirmed_at = actor, clock.now()
    waiting.save(update_fields=["confirmed_by", "confirmed_at"])
    record("people.confirm_role", waiting.user.reference, actor=actor, **_facts(waiting))
    return waiting


@transaction.atomic(durable=True)
def refuse(grant_id: int, *, actor: User) -> RoleGrant:
    """The role never holds. Whoever asked for it may take it back so; the person herself may not.

    Refused already: as it stands.
    """
    waiting = _lock(grant_id)
    if waiting.refused_at:
        return waiting
    if waiting.confirmed_at:
        raise PeopleError(_("This role is confirmed already. End it instead."))
    if waiting.user_id == actor.pk:
        raise PeopleError(_("You can’t decide on your own role. Another person does."))
    waiting.refused_by, waiting.refused_at = actor, clock.now()
    waiting.save(update_fields=["refused_by", "refused_at"])
    record("people.refuse_role", waiting.user.reference, actor=actor, **_facts(waiting))
    return waiting


def why_not_confirm(waiting: RoleGrant, actor: User) -> str | None:
    """Why this person is not the second one; None if she is."""
    if waiting.refused_at:
        return _("This role was refused. Give it again if it is needed after all.")
    if waiting.user_id == actor.pk:
        return _("You can’t decide on your own role. Another person does.")
    if waiting.granted_by_id == actor.pk:
        return _("You gave this role. Another administrator or the chair confirms it.")
    if not actor.can(*CONFIRM):
        return _("Only an administrator or the chair can confirm this role.")
    return None


def _lock(grant_id: int) -> RoleGrant:
    locked: RoleGrant = (
        RoleGrant.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user")
        .get(pk=grant_id)
    )
    return locked


def _facts(waiting: RoleGrant) -> Facts:
    return {"role": waiting.role, "grant": waiting.pk}
