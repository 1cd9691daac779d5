"""A check register in a folder: real files and a real lock, so that the rail needs no database."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from disbursements.rails.base import PaymentOrder
from disbursements.rails.check import PrintedCheck


class FolderRegister:
    """A register in a private folder: one small JSON file and one PDF for each check.

    Processes on one machine share it safely; a number is never given twice.
    """

    def __init__(self, folder: Path, first_number: int = 1001) -> None:
        self._folder = folder
        self._first = first_number
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def claim(self, order: PaymentOrder, at: datetime) -> PrintedCheck:
        """The check under this order's key; a new number only for a new key."""
        with self._alone():
            taken = self.checks()
            for check in taken:
                if check.key == order.idempotency_key:
                    return check
            number = taken[-1].number + 1 if taken else self._first
            check = PrintedCheck(
                number,
                order.idempotency_key,
                order.reference,
                order.amount_cents,
                order.payee.remit_name,
                at,
            )
            content = {**asdict(check), "at": at.isoformat()}
            self._write(self._folder / f"check-{number}.json", json.dumps(content).encode())
            return check

    def keep(self, check: PrintedCheck, pdf: bytes) -> None:
        """Keep the printed sheet beside its entry."""
        self._write(self.pdf_of(check.number), pdf)

    def checks(self) -> list[PrintedCheck]:
        """Every check, by number."""
        entries = [json.loads(file.read_bytes()) for file in self._folder.glob("check-*.json")]
        made = [PrintedCheck(**{**e, "at": datetime.fromisoformat(e["at"])}) for e in entries]
        return sorted(made, key=lambda check: check.number)

    def pdf_of(self, number: int) -> Path:
        """Where the sheet with this number is kept."""
        return self._folder / f"check-{number}.pdf"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, file: Path, content: bytes) -> None:
        half = file.with_suffix(".half")
        with half.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        half.rename(file)
