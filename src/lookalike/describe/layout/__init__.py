"""Where colours are: grids, pyramids and wavelets of the whole picture."""
