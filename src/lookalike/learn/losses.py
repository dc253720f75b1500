"""Losses made for retrieval, from pytorch-metric-learning, and the differentiable average precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

from torch import Tensor
from torch.nn import Module

Name = Literal["contrastive", "triplet", "multi_similarity", "arcface", "proxy_anchor", "smooth_ap"]
NAMES: tuple[Name, ...] = get_args(Name)

Loss = Callable[[Tensor, Tensor], Tensor]
"""Takes embeddings (B, d) and their groups (B,)."""


def loss(name: Name, groups: int, d: int) -> tuple[Loss, Module]:
    """A loss, and the module whose parameters are trained with the network.

    :param groups: how many there are.
    :param d: the length of embeddings.

    "contrastive": Hadsell, Chopra & LeCun, CVPR 2006; "triplet", on the hardest in the batch: Hermans, Beyer &
    Leibe 2017; "multi_similarity", with its mining: Wang et al., CVPR 2019; "arcface": Deng et al., CVPR 2019;
    "proxy_anchor": Kim et al., CVPR 2020; "smooth_ap": Brown et al., ECCV 2020.
    """
    from pytorch_metric_learning import losses, miners

    if name == "triplet":
        function, miner = losses.TripletMarginLoss(margin=0.1), miners.BatchHardMiner()
        return lambda x, y: function(x, y, miner(x, y)), function
    if name == "multi_similarity":
        function, miner = losses.MultiSimilarityLoss(alpha=2, beta=50, base=0.5), miners.MultiSimilarityMiner(0.1)
        return lambda x, y: function(x, y, miner(x, y)), function
    made = {
        "contrastive": lambda: losses.ContrastiveLoss(pos_margin=0.0, neg_margin=0.9),
        "arcface": lambda: losses.ArcFaceLoss(groups, d, margin=15, scale=32),
        "proxy_anchor": lambda: losses.ProxyAnchorLoss(groups, d),
        "smooth_ap": losses.SmoothAPLoss,
    }[name]()
    return made, made
