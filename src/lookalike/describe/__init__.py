"""Images to features, one method a file."""
