"""Pictures of every screen, by walking through a running demo as each of its people."""

from collections import defaultdict
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from reports.demo.people import PASSWORD
from tests.conftest import CHROMIUM
from tests.journeys.visitor import DESK, PHONE, Visitor
from tests.journeys.walk import walk

PEOPLE = ("ada", "cora", "olive", "chen", "finn", "rosa", "dana", "abel", "audra", "sage")
NOBODY = "anybody"
PUBLIC_PAGES = ("/", "/account/login/", "/account/password/reset/", "/styleguide", "/left")
LOOKS_AT = {"ada": 30, "finn": 30}
"""How many pages of one kind these two open, so that a rare state is among them."""
TALLEST = (2400, 1500)
"""Pixels of height that a phone's and a desk's picture keep: a long list goes on as it began."""
COLOURS = 160


@dataclass
class Gallery:
    """The folder of pictures: each screen once, by the first person who comes to it."""

    site: str
    folder: Path
    shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    views: set[str] = field(default_factory=set)

    def make(self) -> int:
        """Take every picture anew; how many there are."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.png"):
            old.unlink()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**CHROMIUM)
            self._walk_as(browser, NOBODY, *PUBLIC_PAGES)
            for name in PEOPLE:
                self._walk_as(browser, name, "/")
            self._file_a_request(browser)
            self._look_at_a_new_policy(browser)
        self._write_overview("ada-show-360", "cora-inbox-1280")
        self._write_readme()
        return len(list(self.folder.glob("*.png")))

    def _walk_as(self, browser: Browser, name: str, *starts: str) -> None:
        visitor = self._window(browser, name)
        for view in walk(visitor, *starts, of_a_kind=LOOKS_AT.get(name, 2)):
            if view not in self.views or not self.shown[name]:
                self.views.add(view)
                self._take(visitor, name, self._name(name, view))
            self._keep_pdfs(visitor)
        visitor.page.context.close()

    def _name(self, person: str, view: str) -> str:
        """Short; with its room where another screen of this person has that name."""
        short = view.split(":")[-1].removeprefix("account_")
        return view.replace(":", "-") if short in self.shown[person] else short

    def _file_a_request(self, browser: Browser) -> None:
        """The pages that only come by typing: the questions with mistakes, and what comes after."""
        visitor = self._window(browser, "ada")
        page = visitor.go("/requests/new/")
        page.get_by_label("In the next day or two").check()
        visitor.press("Continue")
        visitor.heading("What is needed?")
        self._take(visitor, "ada", "file-1-what")
        page.get_by_label("Motel or emergency shelter").check()
        visitor.press("Continue")
        visitor.heading("Who should we pay?")
        self._take(visitor, "ada", "file-2-whom")
        page.get_by_role("group", name="Who should we pay?").get_by_role("radio").first.check()
        visitor.press("Continue")
        visitor.heading("How much is it?")
        self._take(visitor, "ada", "file-3-how-much")
        visitor.press("Continue")
        visitor.heading("There is a problem", level=2)
        self._take(visitor, "ada", "file-3-mistakes")
        page.get_by_label("How many nights?").fill("3")
        page.get_by_label("What is one night, with tax?").fill("95")
        visitor.press("Continue")
        visitor.heading("Who is it for?")
        self._take(visitor, "ada", "file-4-who")
        for question in ("Who lives in", "How old", "Which part"):
            page.get_by_role("group", name=question).get_by_role("radio").first.check()
        visitor.press("Continue")
        visitor.heading("Check your answers")
        self._take(visitor, "ada", "file-5-check")
        page.get_by_label("I have checked").check()
        page.get_by_label("The committee may read this request").check()
        visitor.press("Send request")
        visitor.heading("Request sent")
        self._take(visitor, "ada", "file-6-sent")
        visitor.page.context.close()

    def _look_at_a_new_policy(self, browser: Browser) -> None:
        """What a change would do, between typing and saving."""
        visitor = self._window(browser, "abel")
        page = visitor.go("/policy/new")
        page.get_by_label("Most that needs only one vote").fill("300")
        page.get_by_label("Why does it change?").fill("Vote of the board")
        visitor.press("Show what would change")
        visitor.heading("What would change", level=2)
        self._take(visitor, "abel", "policy-preview")
        visitor.page.context.close()

    def _window(self, browser: Browser, name: str) -> Visitor:
        context = browser.new_context(viewport={"width": DESK, "height": 800})
        visitor = Visitor(context.new_page(), self.site)
        if name != NOBODY:
            visitor.sign_in(f"{name}@example.org", PASSWORD)
        return visitor

    def _take(self, visitor: Visitor, name: str, screen: str) -> None:
        self.shown[name].append(screen)
        for width in (PHONE, DESK):
            visitor.page.set_viewport_size({"width": width, "height": 800})
            shot = visitor.page.screenshot(full_page=True, animations="disabled")
            self._keep(Image.open(BytesIO(shot)), f"{name}-{screen}-{width}")

    def _keep_pdfs(self, visitor: Visitor) -> None:
        """The first sheet of each kind of PDF that a page links to."""
        for link in visitor.page.locator("a[href$='.pdf']").all():
            kind = "check" if "check" in str(link.get_attribute("href")) else "report"
            if kind in self.shown["pdf"]:
                continue
            self.shown["pdf"].append(kind)
            answer = visitor.page.context.request.get(f"{self.site}{link.get_attribute('href')}")
            for number, sheet in enumerate(pypdfium2.PdfDocument(answer.body()), start=1):
                self._keep(sheet.render(scale=1.3).to_pil(), f"pdf-{kind}-{number}")

    def _keep(self, picture: Image.Image, name: str) -> None:
        """With the colours that the picture has most of: small, sharp, and true to the design."""
        tallest = TALLEST[picture.width > PHONE]
        part = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, tallest)))
        counted: Any = part.getcolors(part.width * part.height)
        most = sorted(counted, key=lambda one: -one[0])[:COLOURS]
        palette = Image.new("P", (1, 1))
        palette.putpalette([part for _, colour in most for part in colour])
        small = part.quantize(palette=palette, dither=Image.Dither.NONE)
        small.save(self.folder / f"{name}.png", optimize=True)

    def _write_overview(self, phone: str, desk: str) -> None:
        """The two side by side, for the first page of the repository."""
        left, right = (
            Image.open(self.folder / f"{name}.png").convert("RGB") for name in (phone, desk)
        )
        right = right.resize((right.width * 4 // 5, right.height * 4 // 5))
        height, gap = 800, 24
        whole = Image.new("RGB", (left.width + right.width + 3 * gap, height + 2 * gap), "#e4e0d8")
        whole.paste(left.crop((0, 0, left.width, height)), (gap, gap))
        whole.paste(right.crop((0, 0, right.width, height)), (left.width + 2 * gap, gap))
        self._keep(whole, "overview")

    def _write_readme(self) -> None:
        lines = [
            "# Screens",
            "",
            "Made by `make screens` from the demo. All people are made up.",
            "",
        ]
        for name, screens in self.shown.items():
            if name == "pdf":
                continue
            lines += [f"## {name.capitalize()}", ""]
            for screen in screens:
                phone, desk = (f"{name}-{screen}-{width}.png" for width in (PHONE, DESK))
                lines += [
                    f"**{screen.replace('_', ' ').replace('-', ' ').capitalize()}**",
                    "",
                    f'<img src="{phone}" width="180" alt="{screen} on a phone"> '
                    f'<img src="{desk}" width="560" alt="{screen} on a desk">',
                    "",
                ]
        sheets = sorted(path.name for path in self.folder.glob("pdf-*.png"))
        lines += ["## On paper", ""]
        lines += [f'<img src="{name}" width="420" alt="{name[4:-4]}">' for name in sheets]
        (self.folder / "README.md").write_text("\n".join(lines) + "\n")
