"""Values whose labels are read in the reader's language."""

from django.apps import apps
from django.db import models
from django.utils.translation import gettext


class Choices(models.TextChoices):
    """As Django's, but `label` is translated each time it is read; mark it by `gettext_noop`.

    A model that is being made, and a migration, see the label as it is written.
    """

    @property
    def label(self) -> str:
        """The label in the language of whoever reads now."""
        written = str(self._label_)
        return gettext(written) if apps.ready else written
