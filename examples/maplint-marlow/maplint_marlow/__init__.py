"""Rules of Marlow & Finch for maplint: one module and one page each."""

MAPLINT_API = 1
"""The version of maplint's rule API that these rules are written for."""
