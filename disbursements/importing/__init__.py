"""A coalition's spreadsheet of past requests becomes its history here (docs/import.md)."""

from .parse import FileRefused, ParsedFile, ParsedLine, ParsedRequest, Rejected, parse
from .write import ImportResult, import_requests

__all__ = [
    "FileRefused",
    "ImportResult",
    "ParsedFile",
    "ParsedLine",
    "ParsedRequest",
    "Rejected",
    "import_requests",
    "parse",
]
