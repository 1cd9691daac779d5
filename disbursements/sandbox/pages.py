"""The stand-in's two web pages: the hosted form for vendors and the trainer's list."""

from html import escape
from typing import Any

SHELL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/sandbox.css"></head>
<body><p class="banner">Training stand-in for Stripe. No real money, no real bank.</p>
<main><h1>{title}</h1>
{main}
</main></body></html>"""
CSS = """body{margin:0;font:18px/1.5 system-ui,sans-serif;color:#16262b;background:#f6f8f8}
.banner{margin:0;padding:8px 16px;background:#fdf0d5;color:#7a4b00}
main{max-width:60rem;margin:24px auto;padding:0 16px}
button{min-height:48px;padding:8px 20px;border:0;border-radius:6px;font:inherit;font-weight:600;
background:#0b5c63;color:#fff}button:focus{outline:3px solid #16262b;box-shadow:0 0 0 6px #ffd23f}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:16px;width:100%;background:#fff}
th,td{padding:8px 12px;border-bottom:1px solid #d5dede;text-align:left}
td:first-child{white-space:nowrap}td form{display:inline}
td button{min-height:40px;padding:4px 12px;margin-right:8px}
td.cents{text-align:right;font-variant-numeric:tabular-nums}"""
NEXT = {"processing": ("post", "fail"), "posted": ("return",)}


def onboarding(name: str) -> str:
    """The page where a vendor would type its bank details."""
    return _page(
        "Get paid by bank transfer",
        f"<p>This page stands in for Stripe's own form. There, <strong>{escape(name)}</strong>"
        " would type its bank details. Here nothing is asked.</p>"
        '<form method="post"><button>Finish onboarding</button></form>',
    )


def link_gone() -> str:
    """For a link that was used or is too old and knows no way back."""
    return _page("This link no longer works", "<p>Ask the fund for a new link.</p>")


def payments(found: list[dict[str, Any]], names: dict[str, str]) -> str:
    """The trainer's list: every payment and the moves it can make."""
    rows = "".join(_row(payment, names) for payment in found)
    table = (
        '<div class="scroll"><table><thead><tr><th scope="col">Reference</th>'
        '<th scope="col">Paid to</th><th scope="col">Amount</th><th scope="col">State</th>'
        f'<th scope="col">Move it now</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
    return _page("Payments", table if found else "<p>No payments yet.</p>")


def _row(payment: dict[str, Any], names: dict[str, str]) -> str:
    cents = payment["amount"]["value"]
    buttons = "".join(
        f'<form method="post" action="/sandbox/payments/{payment["id"]}/{verb}">'
        f"<button>{verb.capitalize()}</button></form>"
        for verb in NEXT.get(payment["status"], ())
    )
    return (
        f"<tr><td>{escape(payment['statement_descriptor'])}</td>"
        f"<td>{escape(names.get(payment['to']['recipient'], ''))}</td>"
        f'<td class="cents">${cents // 100:,}.{cents % 100:02}</td>'
        f"<td>{payment['status']}</td><td>{buttons}</td></tr>"
    )


def _page(title: str, main: str) -> str:
    return SHELL.format(title=title, main=main)
