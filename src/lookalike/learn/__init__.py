"""Fine-tuning of networks for retrieval; what it needs of PyTorch comes with ``lookalike[train]``."""

import os

# PyTorch's threads wait for each other by spinning, which on a machine that has other work to do makes training many
# times slower. It is read when PyTorch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
