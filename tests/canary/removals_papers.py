"""How the guards of documents are taken away, as a careless colleague would."""

from typing import Any

from storages.backends.s3 import S3Storage

from applications.actions import documenting
from fund import vault
from fund.documents import objects
from fund.documents.intake import InMemory
from fund.documents.kinds import format_of
from fund.documents.rebuild import Rebuilt, rebuild
from fund.vault import Sealed
from tests.canary.removals import Patch

LONGEST_NAME = 32


def keep_as_it_came(patch: Patch) -> None:
    """What begins like a picture or a paper is taken for one."""

    def kept(content: bytes) -> Rebuilt:
        return Rebuilt(content, (content,)) if format_of(content) else rebuild(content)

    patch.setattr(documenting, "rebuild", kept)


def seal_no_document(patch: Patch) -> None:
    patch.setattr(vault, "seal", lambda holder, place, row, plain: Sealed("none", plain))


def name_the_object(patch: Patch) -> None:
    """A page lies in the store under the name that its file had."""
    names = _names_of_files(patch)
    patch.setattr(objects, "new_name", lambda: f"{len(names)} {names[-1]}"[:LONGEST_NAME])


def describe_the_object(patch: Patch) -> None:
    """The store is told what a thing was called."""
    names = _names_of_files(patch)
    parameters = S3Storage.get_object_parameters

    def told(store: S3Storage, name: str) -> dict[str, Any]:
        about = {"name": "".join(names).encode("ascii", "ignore").decode()}
        return {**parameters(store, name), "Metadata": about}

    patch.setattr(S3Storage, "get_object_parameters", told)


def _names_of_files(patch: Patch) -> list[str]:
    """The names of files that come in, which the product lets go at its door."""
    names: list[str] = []
    new_file = InMemory.new_file

    def noted(handler: InMemory, field: str, name: str, *rest: Any, **more: Any) -> None:
        names.append(name)
        new_file(handler, field, name, *rest, **more)

    patch.setattr(InMemory, "new_file", noted)
    return names
