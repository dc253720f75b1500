"""XFeat in PyTorch, written apart from the package's own declaration."""

import torch
from torch import nn
from torch.nn import functional as F


class Layer(nn.Module):
    def __init__(self, before, after, kernel=3, stride=1):
        super().__init__()
        conv = nn.Conv2d(before, after, kernel, stride=stride, padding=kernel // 2, bias=False)
        self.layer = nn.Sequential(conv, nn.BatchNorm2d(after, affine=False), nn.ReLU())

    def forward(self, x):
        return self.layer(x)


def head(layers, last):
    return nn.Sequential(*(Layer(64, 64, 1) for _ in range(layers)), nn.Conv2d(64, last, 1))


class Xfeat(nn.Module):
    """The parts that sparse features need."""

    def __init__(self):
        super().__init__()
        self.skip1 = nn.Sequential(nn.AvgPool2d(4), nn.Conv2d(1, 24, 1))
        self.block1 = nn.Sequential(Layer(1, 4), Layer(4, 8, stride=2), Layer(8, 8), Layer(8, 24, stride=2))
        self.block2 = nn.Sequential(Layer(24, 24), Layer(24, 24))
        self.block3 = nn.Sequential(Layer(24, 64, stride=2), Layer(64, 64), Layer(64, 64, 1))
        self.block4 = nn.Sequential(Layer(64, 64, stride=2), Layer(64, 64), Layer(64, 64))
        self.block5 = nn.Sequential(Layer(64, 128, stride=2), Layer(128, 128), Layer(128, 128), Layer(128, 64, 1))
        self.block_fusion = nn.Sequential(Layer(64, 64), Layer(64, 64), nn.Conv2d(64, 64, 1))
        self.heatmap_head = head(2, 1)
        self.keypoint_head = head(3, 65)

    def maps(self, pixels):
        """The three maps, for (N, H, W, 3) uint8."""
        x = pixels.float().mean(dim=3)[:, None] / 255
        x = F.interpolate(x, [max(1, side // 32) * 32 for side in x.shape[2:]], mode="bilinear")
        x = F.instance_norm(x)
        eighth = self.block3(self.block2(self.block1(x) + self.skip1(x)))
        sixteenth = self.block4(eighth)
        deepest = self.block5(sixteenth)
        larger = [F.interpolate(y, eighth.shape[2:], mode="bilinear") for y in (sixteenth, deepest)]
        said = self.block_fusion(eighth + larger[0] + larger[1])
        likely = F.softmax(self.keypoint_head(F.pixel_unshuffle(x, 8)), dim=1)
        return {
            "descriptors": F.normalize(said, dim=1),
            "heat": F.pixel_shuffle(likely[:, :64], 8),
            "reliability": torch.sigmoid(self.heatmap_head(said)),
        }


def sampled(maps, places, mode):
    """Maps (C, h, w) at places (R, 2) of 0..1 from edge to edge: (R, C)."""
    grid = torch.as_tensor(places, dtype=torch.float32)[None, None] * 2 - 1
    return F.grid_sample(torch.as_tensor(maps)[None], grid, mode=mode, align_corners=False)[0, :, 0].T.numpy()
