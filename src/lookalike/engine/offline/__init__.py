"""Offline: pictures on disk → representation → store."""
