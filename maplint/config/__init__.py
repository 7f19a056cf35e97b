"""The configuration: finding its files, reading them, checking them; where each value was written."""
