"""The scope in which an expression is read: which roots there are, and what is known of each attribute.

Which root stands for what depends on the direction (Okta help, "Expressions in attribute mappings"): ``user`` only from Okta
to an app, ``appuser`` only from an app to Okta, ``source`` in both.
"""

from __future__ import annotations
