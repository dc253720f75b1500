"""Explaining: why a picture is a hit."""
