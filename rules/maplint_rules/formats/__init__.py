"""How values must be written."""
