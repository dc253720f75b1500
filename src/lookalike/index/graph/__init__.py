"""The graph of nearest neighbours of a collection: derived from its rows, kept beside them, followed as they change."""
