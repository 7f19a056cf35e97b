"""When values are sent, and what they overwrite; groups."""
