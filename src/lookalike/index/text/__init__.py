"""Search by what is written of images."""
