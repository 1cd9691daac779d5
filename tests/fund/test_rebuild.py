"""Only what can be seen comes through, and whatever is odd is refused with a reason."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from fund.documents import limits
from fund.documents import rebuild as rebuilding
from fund.documents.kinds import Why
from fund.documents.rebuild import NotTaken, rebuild
from fund.embedded.places import REPOSITORY
from tests import papers

JPEG, ZIP, HTML = b"\xff\xd8\xff", b"PK\x03\x04", b"<script>alert(1)</script>"


def seen(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg))


@pytest.mark.parametrize(
    "make",
    [papers.photo, papers.screenshot, papers.HEIC.read_bytes, papers.trapped_paper],
    ids=["photo", "screenshot", "heic", "pdf"],
)
def test_nothing_that_hides_in_a_file_comes_through(make: Callable[[], bytes]) -> None:
    content = make()
    assert papers.CANARY in content
    made = rebuild(content)
    for sheet in (made.preview, *made.pages):
        assert sheet.startswith(JPEG)
        assert papers.CANARY not in sheet
        picture = seen(sheet)
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_stands_upright_before_its_orientation_is_forgotten() -> None:
    picture = seen(rebuild(papers.photo((90, 60))).pages[0])
    assert picture.size == (60, 90)
    top, bottom = picture.getpixel((30, 5)), picture.getpixel((30, 85))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[1] < 50 < 200 < bottom[1]  # red above, white below


def test_a_large_photo_becomes_small_enough_to_send_and_a_preview_smaller() -> None:
    out = BytesIO()
    Image.new("RGB", (6000, 4000), "navy").save(out, "JPEG")
    made = rebuild(out.getvalue())
    assert max(seen(made.pages[0]).size) == limits.LONGEST_SIDE
    assert max(seen(made.preview).size) == limits.PREVIEW_SIDE


def test_every_page_of_a_pdf_is_drawn() -> None:
    assert len(rebuild(papers.paper(3)).pages) == 3


def test_what_was_filled_into_a_form_is_seen() -> None:
    picture = seen(rebuild(papers.filled_form()).pages[0]).convert("L")
    middle, top = picture.width // 2, 10
    assert picture.getpixel((middle, picture.height - 50)) == 0
    assert picture.getpixel((middle, top)) == 255


@pytest.mark.parametrize("make", [papers.photo, papers.screenshot, papers.paper])
@pytest.mark.parametrize("second", [papers.zip_of(papers.CANARY), HTML], ids=["zip", "html"])
def test_the_second_half_of_a_file_of_two_kinds_is_gone(
    make: Callable[[], bytes], second: bytes
) -> None:
    made = rebuild(make() + second)
    assert not any(part in sheet for sheet in made.pages for part in (ZIP, HTML, papers.CANARY))


REFUSED = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', Why.KIND),
    "html": (b"<!doctype html>" + HTML, Why.KIND),
    "gif and jar": (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;" + papers.zip_of(b"class"), Why.KIND),
    "zip bomb": (papers.zip_of(b"\0" * 5_000_000), Why.KIND),
    "office": (papers.zip_of(b"<w:document/>", "word/document.xml"), Why.KIND),
    "pdf behind a zip": (papers.zip_of(b"x") + papers.paper(), Why.KIND),
    "one point too many": (papers.bomb(7072), Why.PIXELS),
    "png of 30,000 x 30,000": (papers.bomb(), Why.PIXELS),
    "locked": (papers.locked_paper(), Why.LOCKED),
    "too many pages": (papers.paper(21), Why.PAGES),
    "half a photo": (papers.photo((900, 600))[:1500], Why.BROKEN),
    "no pdf at all": (b"%PDF-1.7\nnothing", Why.BROKEN),
    "no heic at all": (b"\0\0\0\x18ftypheic" + b"\0" * 50, Why.BROKEN),
    "nothing": (b"", Why.EMPTY),
    "too large": (JPEG + b"\0" * limits.LARGEST_FILE_BYTES, Why.LARGE),
}


@pytest.mark.parametrize(("content", "why"), REFUSED.values(), ids=REFUSED)
def test_what_we_do_not_take_is_refused_with_its_reason(content: bytes, why: Why) -> None:
    with pytest.raises(NotTaken) as refused:
        rebuild(content)
    assert refused.value.why is why
    assert refused.value.words.endswith((".", "…"))


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    """Within the limits of memory either way; this says that not even those were needed."""
    began = time.monotonic()
    with pytest.raises(NotTaken):
        rebuild(papers.bomb())
    assert time.monotonic() - began < 10


def use_child(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "_CHILD", [sys.executable, "-c", code])


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "print('no json')",
        """print('{"sizes": [3, 4]}'); print('abcdefg', end='')""",
        """import sys; sys.stdout.buffer.write(b'{"sizes": [3, 9]}\\n' + b'\\xff\\xd8\\xff' * 2)""",
        "import sys; sys.stdout.write('x' * 50_000_000)",
        """print('{"refused": "no such reason"}')""",
    ],
    ids=["crash", "noise", "no picture", "short", "flood", "unknown"],
)
def test_a_child_that_crashes_or_lies_is_a_refused_file(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_child(code, monkeypatch)
    with pytest.raises(NotTaken) as refused:
        rebuild(papers.photo())
    assert refused.value.why is Why.BROKEN


def test_a_child_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHILD_WALL_SECONDS", 0.5)
    use_child("import time; time.sleep(60)", monkeypatch)
    began = time.monotonic()
    with pytest.raises(NotTaken):
        rebuild(papers.photo())
    assert time.monotonic() - began < 10


def test_the_child_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret of this process")
    probe = "import os, json; print(json.dumps([dict(os.environ), os.listdir('/proc/self/fd')]))"
    use_child(probe, monkeypatch)
    with open(os.devnull) as ours:
        os.set_inheritable(ours.fileno(), True)
        environment, files = json.loads(rebuilding._ask_child(b""))
        assert str(ours.fileno()) not in files
    assert "a secret of this process" not in environment.values()


@pytest.mark.parametrize(
    "attempt",
    ["open('/etc/hostname')", "socket.socket()", "open('/tmp/written', 'w')", "bytearray(2**31)"],
)
def test_while_it_decodes_the_child_can_open_nothing(attempt: str) -> None:
    """No file, no socket, no more memory: tried from inside, in the place of the decoder."""
    probe = f"""
import socket, sys
from fund.documents import child, pictures
def attempt(content, found):
    try:
        {attempt}
    except (OSError, MemoryError) as error:
        print(type(error).__name__, file=sys.stderr)
        raise SystemExit(7)
    raise SystemExit(8)
pictures.sheets = attempt
child.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=REPOSITORY, env={}, input=papers.photo(), capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 7, done
