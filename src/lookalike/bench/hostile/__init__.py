"""Requests that are meant to do harm, and what becomes of the server."""
