"""Descriptors of the regions that a picture falls into, and of how they lie to each other."""
