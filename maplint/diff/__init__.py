"""Two versions of mappings, and what lies between them: attribute flows, findings, what is sent for users."""
