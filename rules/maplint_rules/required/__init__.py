"""What must be sent, and may be missing."""
