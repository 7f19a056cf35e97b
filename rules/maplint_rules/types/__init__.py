"""What kind of value goes there."""
