"""Page-shaped reads of this room; they write nothing."""
