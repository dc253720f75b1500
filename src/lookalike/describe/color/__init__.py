"""Colour descriptors."""
