"""`manage.py verify`: proves trail, books and reports; prints a checkpoint to keep elsewhere."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fund.models import Checkpoint
from fund.proof import checkpoints, prove_all


class Command(BaseCommand):
    """Exit code 0 if everything holds, 1 if something is broken. Reads only."""

    help = "Prove that audit trail, books and reports are what was written; print the checkpoint."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checkpoint",
            action="append",
            default=[],
            metavar="FILE",
            help="a checkpoint that was kept elsewhere; may be given several times",
        )

    def handle(self, *args: Any, checkpoint: list[str], **options: Any) -> None:
        try:
            proofs = prove_all([_read(Path(name)) for name in checkpoint])
            keys = [checkpoints.printable(key) for key in checkpoints.trusted_keys()]
        except checkpoints.CheckpointError as error:
            raise CommandError(str(error)) from error
        for proof in proofs:
            self.stdout.write(
                f"BROKEN  {proof.what}: {proof.broken}" if proof.broken else proof.what
            )
        if any(proof.broken for proof in proofs):
            sys.exit(1)
        if last := Checkpoint.objects.first():
            self.stdout.write("\nKeep this where nobody who runs the fund can change it:\n")
            self.stdout.write(last.text)
        self.stdout.write("".join(f"Public key: {key}\n" for key in dict.fromkeys(keys)))


def _read(path: Path) -> checkpoints.Signed:
    try:
        return checkpoints.read(path.read_text())
    except OSError as error:
        raise CommandError(f"{path} can’t be read.") from error
    except (checkpoints.CheckpointError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} holds no checkpoint.") from error
