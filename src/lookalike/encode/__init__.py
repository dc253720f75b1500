"""Features to other features: projections, codebooks, aggregation."""
