"""The invariance laboratory: what changes of a picture its local features survive, and where that ends."""
