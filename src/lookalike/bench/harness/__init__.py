"""What the benchmarks share: sets with ground truth, measures, and runs over them."""
