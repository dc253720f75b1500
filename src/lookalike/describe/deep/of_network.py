"""What descriptors that run a network have in common."""

from __future__ import annotations

from lookalike.describe.deep.networks import Network, network
from lookalike.spec import Descriptor


class OfNetwork(Descriptor):
    """Describes by a network, whose name is a parameter."""

    network: str

    @property
    def full(self) -> str:
        """The text with every parameter, and what tells the network's weights from others."""
        return f"{super().full}#{self._net.digest()}"

    @property
    def _net(self) -> Network:
        return network(self.network)


class OfLayer(OfNetwork):
    """Describes by one layer of a network, whose name is a parameter too."""

    layer: str

    @property
    def _layer(self) -> str:
        """The layer's own name, where the parameter says "head"."""
        return self._net.named(self.layer)
