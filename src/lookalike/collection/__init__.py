"""Folders and files to decoded images with stable ids and metadata."""
