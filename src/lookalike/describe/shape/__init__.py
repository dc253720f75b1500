"""Shapes: of the figure that stands out from its background, and of the edges."""
