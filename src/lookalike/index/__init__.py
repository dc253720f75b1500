"""The store, the similarity measures and the search over them."""
