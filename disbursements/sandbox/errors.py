"""Errors in the shape of Stripe's v2 API."""

from typing import Any


class ApiError(Exception):
    """An answer other than 2xx; `kind` is Stripe's v2 error type."""

    def __init__(self, status: int, kind: str, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.code = code or kind

    def body(self) -> dict[str, Any]:
        """The JSON body that the SDK reads."""
        return {"error": {"type": self.kind, "code": self.code, "message": self.message}}


def not_found(what: str) -> ApiError:
    """404 for an object that this stand-in does not hold."""
    return ApiError(404, "invalid_request_error", f"No such {what}.", "not_found")


def too_many() -> ApiError:
    """429 for one who asks too often."""
    return ApiError(429, "rate_limit", "Too many requests.")


def invalid(message: str) -> ApiError:
    """400 for a request that Stripe's own checks would refuse."""
    return ApiError(400, "invalid_request_error", message, "invalid_fields")
