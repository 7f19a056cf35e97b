"""Users of a directory: reading them, what every flow yields for them, what the target would make of it.

The way: `files` gives chunks of bytes, `records` makes users of them, `kernel` runs every flow over a batch and keeps what is
noticeable as a `tally` that can be added to others, `keys` finds names that people share, `judge` asks the rules.
"""

from __future__ import annotations
