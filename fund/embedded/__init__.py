"""A PostgreSQL of our own for demos, training and tests: used when DATABASE_URL is not set.

    urls = embedded.start("demo")     # starts the server, or joins the one that runs
    embedded.stop("demo")             # stops it, unless another process still uses it

The server listens on a Unix socket in a folder that only we can enter, never on the network.
It lives as long as somebody uses it: a small keeper process (`python -m fund.embedded`) ends it
when the last user is gone, however that one died.  No Django here.
"""

from fund.embedded.cluster import Urls, reset, start, stop, superuser_url
from fund.embedded.errors import EmbeddedError

__all__ = ["EmbeddedError", "Urls", "reset", "start", "stop", "superuser_url"]
