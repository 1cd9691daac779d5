"""One message of a request's thread; inside the caller's transaction."""

from django.utils.translation import gettext as _

from applications import sealing
from applications.models import Application, Message, Place
from fund import clock
from fund.models import User

from .locking import Refused


def said_already(
    application: Application, body: str, actor: User, *, about: int | None = None
) -> Message | None:
    """The last message, or the last about this line, if it is this one from this person: a double
    click says nothing new."""
    rows = application.messages.filter(about=about) if about else application.messages
    last: Message | None = rows.last()
    if last is None or last.author_id != actor.pk:
        return None
    said = sealing.read(application, Place.MESSAGE, reader=None).of(Place.MESSAGE, last.pk)
    return last if said == body.strip() else None


def say(
    application: Application,
    body: str,
    actor: User,
    *,
    from_committee: bool,
    about: int | None = None,
) -> Message:
    """Seal a message into the thread, perhaps about one line. Raises Refused for an empty one."""
    if not body.strip():
        raise Refused(_("Write your message before you send it."))
    message = Message.objects.create(
        application=application,
        author=actor,
        from_committee=from_committee,
        about_id=about,
        sent_at=clock.now(),
    )
    sealing.put(application, Place.MESSAGE, body.strip(), message.pk)
    return message
