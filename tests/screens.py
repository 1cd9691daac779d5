"""`make screens`: a picture of every screen of a fresh demo, narrow and wide, in docs/screens/."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import django

from tests.fund.running_demo import Demo


def main() -> None:
    """Run a demo on a data folder of its own, walk through it, and end it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fund.settings")
    django.setup()
    from tests.journeys.gallery import Gallery  # needs the models, which are ready only now

    folder = Path(tempfile.mkdtemp(prefix="fund-screens-"))
    folder.chmod(0o755)  # PostgreSQL's own user passes through
    demo = Demo(folder)
    try:
        print(f"Open after {demo.start():.0f} s")
        gallery = Gallery(demo.site, Path(__file__).parents[1] / "docs" / "screens")
        print(f"{gallery.make()} pictures in {gallery.folder}")
    finally:
        demo.end(signal.SIGTERM)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
