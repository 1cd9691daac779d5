"""gunicorn speaks through the product's own log, and keeps no access log."""

from logging.config import dictConfig
from typing import Any

from gunicorn.glogging import Logger

from fund import logs


class Log(Logger):  # type: ignore[misc]
    """No handler and no format of gunicorn's own; `fund.logs` alone decides what is written."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        dictConfig(logs.config(cfg.loglevel.upper()))
        logs.catch_the_rest()
        self.error_log.propagate = True

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """`fund.web.middleware.RequestLog` writes the pattern of an address, never the address."""
