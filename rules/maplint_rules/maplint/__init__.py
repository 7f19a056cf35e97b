"""The input itself: what cannot be read, what is missing, ignores that hide nothing."""
