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
    _sizes: dict[str, int] = field(default_factory=dict)
    _heads: dict[str, int] = field(default_factory=dict)
    _cached: set[str] = field(default_factory=set)
    _turns: int = 0
    _done: int = 0

    def slow(self) -> None:
        """From now on a slow phone on slow 3G, with an empty cache."""
        line = self.visitor.page.context.new_cdp_session(self.visitor.page)
        line.send("Network.enable")
        line.send("Network.clearBrowserCache")
        line.send("Network.emulateNetworkConditions", SLOW_3G)
        line.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
        line.on("Network.requestWillBeSent", self._asked)
        line.on("Network.requestServedFromCache", lambda of: self._cached.add(of["requestId"]))
        line.on("Network.responseReceived", self._answered)
        line.on("Network.loadingFinished", self._loaded)

    def _asked(self, event: dict[str, Any]) -> None:
        """A redirect is an answer too, and says its size only when it is followed."""
        self._turns += int(event.get("redirectResponse", {}).get("encodedDataLength", 0))

    def _answered(self, event: dict[str, Any]) -> None:
        """What is not in the cache; an answer without a body may never be said to be loaded."""
        answer, number = event["response"], event["requestId"]
        if not answer.get("fromDiskCache") and number not in self._cached:
            self._sizes[number] = self._heads[number] = int(answer["encodedDataLength"])

    def _loaded(self, event: dict[str, Any]) -> None:
        size = self._sizes.get(event["requestId"], 0)
        self._sizes[event["requestId"]] = max(size, int(event["encodedDataLength"]))

    @property
    def on_the_line(self) -> int:
        """Every answer so far, compressed, with its headers as HTTP/1.1 sends them."""
        return sum(self._sizes.values()) + self._turns

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
        self.bytes_of[f"{len(self.pages)} {heading}"] = self.on_the_line - self._done
        self._done = self.on_the_line
        if scripts:
            self.paints.append(float(self.visitor.page.evaluate(LARGEST_PAINT)) / 1000)

    def say(self, title: str) -> None:
        """Print what it took."""
        print(
            f"\n{title}: {self.taps} taps, {self.keys} keys, {len(self.pages)} pages, "
            f"{self.on_the_line / 1000:.1f} KB in {len(self._heads)} answers ("
            f"{(sum(self._heads.values()) + self._turns) / 1000:.1f} KB are headers of HTTP/1.1), "
            f"{self.seconds:.1f} s on slow 3G"
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
