"""`python -m disbursements.sandbox`: start the stand-in and say where it is."""

import argparse
import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path

from disbursements.sandbox.keys import live_key_names
from disbursements.sandbox.server import Sandbox
from disbursements.sandbox.store import Store


def arguments() -> argparse.Namespace:
    """The command line; `--post-after -1` leaves every payment where it is until told."""
    parser = argparse.ArgumentParser(prog="python -m disbursements.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state", type=Path, help="file that keeps everything across restarts")
    parser.add_argument("--api-key", default="", help="answer only this test key")
    parser.add_argument("--webhook-url")
    parser.add_argument("--webhook-secret")
    parser.add_argument("--post-after", type=float, help="seconds until a payment is posted")
    parser.add_argument("--return-after", type=float, help="seconds from posted to returned")
    return parser.parse_args()


def main() -> int:
    """Serve until stopped. Exit code 2 when a live key is near."""
    chosen = arguments()
    live = live_key_names({**os.environ, "--api-key": chosen.api_key})
    if live:
        sys.stderr.write(f"A live Stripe key is set in {', '.join(live)}. Take it away.\n")
        return 2
    state = chosen.state or Path(tempfile.mkdtemp(prefix="stripe-sandbox-")) / "state.sqlite3"
    store = Store(state)
    for name in ("webhook_url", "webhook_secret", "post_after", "return_after"):
        if getattr(chosen, name) is not None:
            store.set(name, getattr(chosen, name))
    sandbox = Sandbox(store, chosen.host, chosen.port, chosen.api_key)
    sys.stdout.write(json.dumps({"url": sandbox.url}) + "\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        sandbox.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
