"""What the user means, as a score for every image."""
