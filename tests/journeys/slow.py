"""An old phone with a bad signal, and a count of what it takes to file."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page

from tests.journeys.visitor import Visitor

SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
CPU_SLOWER = 4
LARGEST_PAINT = """() => new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
        .observe({ type: "largest-contentful-paint", buffered: true });
    setTimeout(() => done(0), 3000);
})"""


@dataclass
class Count:
    """Taps, keys, pages and bytes of one way through the product; seconds are only printed."""

    visitor: Visitor
    taps: int = 0
    keys: int = 0
    pages: list[str] = field(default_factory=list)
    bytes_of: dict[str, int] = field(default_factory=dict)
    paints: list[float] = field(default_factory=list)
    began: float = 0.0
    seconds: float = 0.0
    on_the_line: int = 0
    _heads: dict[str, int] = field(default_factory=dict)
    _bytes: int = 0
    _done: int = 0

    def slow(self) -> None:
        """From now on a slow phone on slow 3G, with an empty cache."""
        line = self.visitor.page.context.new_cdp_session(self.visitor.page)
        line.send("Network.enable")
        line.send("Network.clearBrowserCache")
        line.send("Network.emulateNetworkConditions", SLOW_3G)
        line.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
        line.on("Network.responseReceived", self._answered)
        line.on("Network.loadingFinished", self._loaded)

    def _answered(self, event: dict[str, Any]) -> None:
        self._heads[event["requestId"]] = int(event["response"]["encodedDataLength"])

    def _loaded(self, event: dict[str, Any]) -> None:
        whole = int(event["encodedDataLength"])
        self.on_the_line += whole
        self._bytes += max(0, whole - self._heads.get(event["requestId"], 0))

    def tap(self, where: Locator) -> None:
        """One tap of a thumb."""
        self.taps += 1
        where.click()

    def type(self, where: Locator, words: str) -> None:
        """Type into the box that is ready; a tap into it is a part of typing."""
        self.keys += len(words)
        where.fill(words)

    def arrived(self, heading: str, *, scripts: bool = True) -> None:
        """A page stands: what it weighed since the last, and its largest paint."""
        self.visitor.heading(heading)
        self.visitor.page.wait_for_load_state("networkidle")
        self.pages.append(heading)
        self.bytes_of[f"{len(self.pages)} {heading}"] = self._bytes - self._done
        self._done = self._bytes
        if scripts:
            self.paints.append(float(self.visitor.page.evaluate(LARGEST_PAINT)) / 1000)

    @property
    def bytes_in_all(self) -> int:
        """What the pages weigh, compressed; the headers are beside it in `on_the_line`."""
        return self._done

    def say(self, title: str) -> None:
        """Print what it took."""
        print(
            f"\n{title}: {self.taps} taps, {self.keys} keys, {len(self.pages)} pages, "
            f"{self.bytes_in_all / 1000:.1f} KB ({self.on_the_line / 1000:.1f} KB with the headers "
            f"of HTTP/1.1), {self.seconds:.1f} s on slow 3G"
        )
        for page, size in self.bytes_of.items():
            print(f"  {page:32}{size / 1000:6.1f} KB")
        if self.paints:
            print("  largest paint: " + " ".join(f"{paint:.2f}" for paint in self.paints) + " s")


@dataclass
class Signal:
    """The signal of one window: on or off."""

    page: Page
    _line: CDPSession = field(init=False)

    def __post_init__(self) -> None:
        self._line = self.page.context.new_cdp_session(self.page)
        self._line.send("Network.enable")

    def off(self) -> None:
        self._set(is_off=True)

    def on(self) -> None:
        self._set(is_off=False)

    def _set(self, *, is_off: bool) -> None:
        whole = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self._line.send("Network.emulateNetworkConditions", {"offline": is_off, **whole})
