"""Command line and pages; no retrieval logic."""
