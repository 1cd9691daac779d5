"""HTTP of this room; no rule lives here."""
