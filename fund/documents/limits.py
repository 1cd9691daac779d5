"""How large, how many, how long: every limit of an upload in one place. Pure.

The child process reads these too, so nothing of Django is imported here.
"""

MEGABYTE = 1024 * 1024

LARGEST_FILE_BYTES = 20 * MEGABYTE
LARGEST_TOGETHER_BYTES = 30 * MEGABYTE
"""All files of one sending; the rest of the form is small."""
MOST_AT_ONCE = 10
MOST_DOCUMENTS = 20
"""Documents of one request."""

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
PREVIEW_SIDE = 320
MOST_PAGES = 20
LONGEST_PAGE_SIDE = 2000

CHILD_MEMORY_BYTES = 1536 * MEGABYTE
CHILD_CPU_SECONDS = 20
CHILD_WALL_SECONDS = 40
LARGEST_REBUILT_BYTES = 40 * MEGABYTE

LINK_SECONDS = 10 * 60
"""How long a link to a document opens it."""
