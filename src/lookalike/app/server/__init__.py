"""The HTTP server; it has no retrieval logic."""
