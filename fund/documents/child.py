"""The child process that decodes what strangers drew: `python -m fund.documents.child`.

It reads one file from its standard input and answers with a line of JSON and the pages as JPEG, a
small picture of the first before them. It has no environment, opens no file or socket after its
libraries are loaded, and ends when its memory or time is used up. Nothing of Django is imported.
"""

import json
import resource
import sys

from fund.documents import limits
from fund.documents.kinds import Why, format_of
from fund.documents.refusing import Refused


def main() -> None:
    """Rebuild one file, or say why not."""
    _limit(resource.RLIMIT_AS, limits.CHILD_MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, limits.CHILD_CPU_SECONDS)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    content = sys.stdin.buffer.read(limits.LARGEST_FILE_BYTES + 1)
    try:
        sheets = _sheets(content)
    except Refused as refused:
        _answer({"refused": refused.why})
    except MemoryError:
        _answer({"refused": Why.PIXELS})
    else:
        _answer({"sizes": [len(sheet) for sheet in sheets]}, *sheets)


def _sheets(content: bytes) -> list[bytes]:
    """The preview and every page. A library is loaded only for the format that needs it."""
    found = format_of(content)
    if found is None:
        raise Refused(Why.KIND)
    from fund.documents import papers, pictures

    pictures.load(found)
    _limit(resource.RLIMIT_NOFILE, 3)
    if found == "PDF":
        return papers.sheets(content)
    return pictures.sheets(content, found)


def _limit(which: int, most: int) -> None:
    resource.setrlimit(which, (most, most))


def _answer(head: dict[str, object], *parts: bytes) -> None:
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    for part in parts:
        out.write(part)
    out.flush()


if __name__ == "__main__":
    main()
