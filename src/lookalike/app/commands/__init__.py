"""The commands, one a file; none holds retrieval logic."""
