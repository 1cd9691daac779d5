"""How a page takes in files: each by itself; a bad one is named and is no harm to the others."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications import actions
from fund import vault
from fund.documents.intake import Received
from fund.documents.objects import StoreAway
from fund.documents.rebuild import NotTaken

STORE_AWAY = (StoreAway, vault.VaultError)
AWAY = gettext_noop(
    "We could not keep the document just now. Nothing else is lost. Try again in a few minutes."
)


def take_in(
    files: list[Received], take: Callable[[int, Received], object], which: str
) -> tuple[int, list[str]]:
    """How many files `take` took, by number from 1, and why it did not take the others.

    `which` names the file by its %(number)d where there are several.
    """
    taken, problems = 0, []
    for number, file in enumerate(files, start=1):
        said = which % {"number": number} + " " if len(files) > 1 else ""
        try:
            take(number, file)
            taken += 1
        except NotTaken as refused:
            problems.append(said + refused.words)
        except STORE_AWAY:
            problems.append(said + _(AWAY))
        except actions.Refused as refused:
            return taken, [*problems, said + str(refused)]
    return taken, problems


def content_of(file: Received) -> bytes:
    """The bytes that came. Raises NotTaken if they were refused while they came in."""
    if file.why:
        raise NotTaken(file.why, file.size or 0)
    content: bytes = file.read()
    return content


def once_of(request: HttpRequest, number: int) -> str:
    """What makes this file of this form the same when it is sent again; empty without a form's."""
    once = str(request.POST.get("_once", ""))[:32]
    return f"{once}-{number}" if once else ""
