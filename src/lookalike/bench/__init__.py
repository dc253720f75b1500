"""Datasets, protocols, measures and reports."""
