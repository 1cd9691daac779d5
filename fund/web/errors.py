"""What a report of an error says: its class and where it came from."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from fund.logs import described


class NothingQuoted(ExceptionReporter):
    """No message, no local variables, no request: also where DEBUG was left on."""

    def get_traceback_data(self) -> dict[str, Any]:
        return {}

    def get_traceback_text(self) -> SafeString:
        if self.exc_value is None:
            return SafeString("Error\n")
        names, where = described(self.exc_value)
        return SafeString("\n".join(["Error", *names, *where]) + "\n")

    def get_traceback_html(self) -> SafeString:
        return format_html(
            "<!doctype html><title>Error</title><pre>{}</pre>", str(self.get_traceback_text())
        )
