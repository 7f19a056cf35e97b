"""External names and namespaces: where a value goes at the target."""
