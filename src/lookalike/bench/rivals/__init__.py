"""Ours beside other libraries, on the same local features."""
