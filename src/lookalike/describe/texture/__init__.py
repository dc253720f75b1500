"""Textures of the whole picture: filters, local patterns, co-occurrences, edges."""
