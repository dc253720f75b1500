"""Browsing: a collection without a query, as a list and as a map."""
