"""EfficientNet-Lite0 in PyTorch, written apart from the package's own declaration."""

from torch import nn
from torch.nn import functional as F


class SameConv(nn.Conv2d):
    """TensorFlow's SAME padding: the odd pixel goes to the bottom and the right."""

    def forward(self, x):
        pads = []
        for length, kernel, stride in zip(x.shape[:1:-1], self.kernel_size[::-1], self.stride[::-1], strict=True):
            total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
            pads += [total // 2, total - total // 2]
        return super().forward(F.pad(x, pads))


def norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3)


class Block(nn.Module):
    def __init__(self, before, after, kernel, stride, expand):
        super().__init__()
        inner = before * expand
        if expand > 1:
            self._expand_conv = SameConv(before, inner, 1, bias=False)
            self._bn0 = norm(inner)
        self._depthwise_conv = SameConv(inner, inner, kernel, stride=stride, groups=inner, bias=False)
        self._bn1 = norm(inner)
        self._project_conv = SameConv(inner, after, 1, bias=False)
        self._bn2 = norm(after)
        self.residual = stride == 1 and before == after

    def forward(self, x):
        y = F.relu6(self._bn0(self._expand_conv(x))) if hasattr(self, "_expand_conv") else x
        y = F.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.residual else y


class Lite0(nn.Module):
    # kernel, stride, expansion, channels, blocks
    PLAN = (
        (3, 1, 1, 16, 1),
        (3, 2, 6, 24, 2),
        (5, 2, 6, 40, 2),
        (3, 2, 6, 80, 3),
        (5, 1, 6, 112, 3),
        (5, 2, 6, 192, 4),
        (3, 1, 6, 320, 1),
    )

    def __init__(self):
        super().__init__()
        self._conv_stem, self._bn0 = SameConv(3, 32, 3, stride=2, bias=False), norm(32)
        blocks, before = [], 32
        for kernel, stride, expand, channels, count in self.PLAN:
            for i in range(count):
                blocks.append(Block(before, channels, kernel, stride if i == 0 else 1, expand))
                before = channels
        self._blocks = nn.ModuleList(blocks)
        self._conv_head, self._bn1 = SameConv(before, 1280, 1, bias=False), norm(1280)
        self._fc = nn.Linear(1280, 1000)

    def layers(self, pixels):
        """All activations by name, for (N, H, W, 3) uint8."""
        x = (pixels.permute(0, 3, 1, 2).float() - 127) / 128
        said = {"stem": F.relu6(self._bn0(self._conv_stem(x)))}
        x = said["stem"]
        for i, block in enumerate(self._blocks):
            x = said[f"block{i}"] = block(x)
        said["head"] = F.relu6(self._bn1(self._conv_head(x)))
        said["logits"] = self._fc(said["head"].mean((2, 3)))
        said["posterior"] = said["logits"].softmax(1)
        return said
