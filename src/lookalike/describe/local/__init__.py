"""Features of points and regions of a picture, many rows a picture."""
