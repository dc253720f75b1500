"""Networks: checkpoints, graphs, layers and pooling."""
