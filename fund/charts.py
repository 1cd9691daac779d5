"""Horizontal bars as SVG: geometry only; templates/components/bars.html draws them.

Widths are in per cent for the web, where text keeps its size on a phone, and in CSS pixels for a
PDF. The figures of a chart always stand in a table beneath it.
"""

from dataclasses import dataclass

ROW_HEIGHT = 46
GAP = 8
COLOURS = ("#0b5c63", "#66777c")


@dataclass(frozen=True)
class Bar:
    """One bar: `text_y` is the baseline of its words, `y` its top, `width` with its unit."""

    label: str
    figure: str
    text_y: int
    y: int
    width: str
    colour: str


@dataclass(frozen=True)
class Chart:
    title: str
    description: str
    width: str
    height: int
    bars: tuple[Bar, ...]


def bars(
    title: str,
    rows: list[tuple[str, int, str]],
    *,
    pixels: int | None = None,
    whole: int | None = None,
    last_is_rest: bool,
) -> Chart:
    """Bars for `rows` of (label, value, figure in words); the chart is as wide as `whole`, or as
    the longest of them.

    `pixels` fixes the width for a PDF. With `last_is_rest` the last bar is the combined row and
    gets the second colour. A value below zero has no bar.
    """
    largest = whole or max((value for _, value, _ in rows), default=0)
    drawn = tuple(
        Bar(
            label=label,
            figure=figure,
            text_y=ROW_HEIGHT * place + 16,
            y=ROW_HEIGHT * place + 24,
            width=_width(value, largest, pixels),
            colour=COLOURS[last_is_rest and place == len(rows) - 1],
        )
        for place, (label, value, figure) in enumerate(rows)
    )
    return Chart(
        title=title,
        description="; ".join(f"{label}: {figure}" for label, _, figure in rows) + ".",
        width=str(pixels) if pixels else "100%",
        height=ROW_HEIGHT * len(rows) - GAP,
        bars=drawn,
    )


def _width(value: int, largest: int, pixels: int | None) -> str:
    share = max(0, value) * 1000 // largest if largest > 0 else 0
    if pixels:
        return str(share * pixels // 1000)
    return f"{share // 10}.{share % 10}%"
