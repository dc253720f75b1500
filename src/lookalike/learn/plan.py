"""What is trained, and how."""

from __future__ import annotations

from dataclasses import dataclass, field

from lookalike.learn.course import Pace
from lookalike.learn.trainee import Trainee


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is trained, and how.

    :param network: a built-in network or an ONNX file.
    :param layers: those that are joined; none: the ends of the last four stages.
    :param frozen: the last layer that stays as it is; "" for all of them, "pixels" for none.
    :param size: pictures are squashed to size x size px.
    :param views: changed views of every picture.
    :param d: the length of the embedding, at most that of the joined layers together; 0: 512.
    :param held_out: the share by which it is judged when to stop; training then begins anew with all.
    """

    network: str = "efficientnet_lite0"
    layers: tuple[str, ...] = ()
    frozen: str = ""
    size: int = 256
    views: int = 4
    d: int = 0
    held_out: float = 0.25
    seed: int = 0
    sketch: bool = False
    pace: Pace = field(default_factory=Pace)

    def trainee(self) -> Trainee:
        """The network with the head that joins its layers.

        :raises LookalikeError: there is no such network or layer.
        """
        return Trainee.of(self.network, self.layers, self.frozen)
