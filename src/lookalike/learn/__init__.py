"""Fine-tuning of networks for retrieval; what it needs of PyTorch comes with ``lookalike[train]``."""
