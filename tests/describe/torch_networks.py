"""Networks in PyTorch, written apart from the package's own declarations, with torchvision's names of parameters."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def normalised(pixels):
    """(N, H, W, 3) uint8 by the mean and the deviation of ImageNet."""
    x = pixels.permute(0, 3, 1, 2).float() / 255
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    return (x - mean[:, None, None]) / deviation[:, None, None]


def classified(said, logits):
    return {**said, "logits": logits, "posterior": logits.softmax(1)}


class AlexNet(nn.Module):
    PLACES = 6

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(64, 192, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(192, 384, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(256, 256, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
        )
        self.names = {1: "conv1", 2: "pool1", 4: "conv2", 5: "pool2", 7: "conv3", 9: "conv4", 11: "conv5", 12: "pool5"}
        self.avgpool = nn.AdaptiveAvgPool2d((self.PLACES, self.PLACES))
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, 1000),
        )
        self.wide = {"fc6": 3, "fc7": 6}

    def layers(self, pixels):
        x, said = normalised(pixels), {}
        for place, module in enumerate(self.features):
            x = module(x)
            if place in self.names:
                said[self.names[place]] = x
        x = torch.flatten(self.avgpool(x), 1)
        for name, end in self.wide.items():
            said[name] = self.classifier[:end](x)
        return classified(said, self.classifier(x))


class Vgg16(AlexNet):
    PLACES = 7

    def __init__(self):
        super().__init__()
        modules, before, self.names = [], 3, {}
        for stage, (width, count) in enumerate(((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)), 1):
            for number in range(1, count + 1):
                modules += [nn.Conv2d(before, width, kernel_size=3, padding=1), nn.ReLU()]
                self.names[len(modules) - 1] = f"conv{stage}_{number}"
                before = width
            self.names[len(modules)] = f"pool{stage}"
            modules.append(nn.MaxPool2d(kernel_size=2, stride=2))
        self.features = nn.Sequential(*modules)
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 1000),
        )
        self.wide = {"fc6": 2, "fc7": 5}


def conv3(before, after, stride=1):
    return nn.Conv2d(before, after, kernel_size=3, stride=stride, padding=1, bias=False)


def conv1(before, after, stride=1):
    return nn.Conv2d(before, after, kernel_size=1, stride=stride, bias=False)


class Basic(nn.Module):
    expansion = 1

    def __init__(self, before, width, stride, downsample):
        super().__init__()
        self.conv1, self.bn1 = conv3(before, width, stride), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv3(width, width), nn.BatchNorm2d(width)
        self.downsample = downsample

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, before, width, stride, downsample):
        super().__init__()
        self.conv1, self.bn1 = conv1(before, width), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv3(width, width, stride), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = conv1(width, width * 4), nn.BatchNorm2d(width * 4)
        self.downsample = downsample

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, block, counts):
        super().__init__()
        self.before = 64
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        for stage, count in enumerate(counts, 1):
            setattr(self, f"layer{stage}", self.stage(block, 32 * 2**stage, count, 1 if stage == 1 else 2))
        self.fc = nn.Linear(512 * block.expansion, 1000)

    def stage(self, block, width, count, stride):
        after, downsample = width * block.expansion, None
        if stride != 1 or self.before != after:
            downsample = nn.Sequential(conv1(self.before, after, stride), nn.BatchNorm2d(after))
        blocks = [block(self.before, width, stride, downsample)]
        self.before = after
        return nn.Sequential(*blocks, *(block(after, width, 1, None) for _ in range(count - 1)))

    def layers(self, pixels):
        said = {"stem": F.relu(self.bn1(self.conv1(normalised(pixels))))}
        x = self.maxpool(said["stem"])
        for stage in range(1, 5):
            for number, block in enumerate(getattr(self, f"layer{stage}")):
                x = said[f"layer{stage}.{number}"] = block(x)
        return classified(said, self.fc(x.mean((2, 3))))


class Convolved(nn.Module):
    def __init__(self, before, after, **how):
        super().__init__()
        self.conv = nn.Conv2d(before, after, bias=False, **how)
        self.bn = nn.BatchNorm2d(after, eps=0.001)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class Inception(nn.Module):
    def __init__(self, before, one, r3, three, r5, five, pool):
        super().__init__()
        self.branch1 = Convolved(before, one, kernel_size=1)
        self.branch2 = nn.Sequential(
            Convolved(before, r3, kernel_size=1), Convolved(r3, three, kernel_size=3, padding=1)
        )
        self.branch3 = nn.Sequential(
            Convolved(before, r5, kernel_size=1), Convolved(r5, five, kernel_size=3, padding=1)
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(kernel_size=3, stride=1, padding=1, ceil_mode=True), Convolved(before, pool, kernel_size=1)
        )

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class GoogLeNet(nn.Module):
    def __init__(self):
        super().__init__()
        halved = {"kernel_size": 3, "stride": 2, "ceil_mode": True}
        self.conv1 = Convolved(3, 64, kernel_size=7, stride=2, padding=3)
        self.maxpool1 = nn.MaxPool2d(**halved)
        self.conv2 = Convolved(64, 64, kernel_size=1)
        self.conv3 = Convolved(64, 192, kernel_size=3, padding=1)
        self.maxpool2 = nn.MaxPool2d(**halved)
        self.inception3a = Inception(192, 64, 96, 128, 16, 32, 32)
        self.inception3b = Inception(256, 128, 128, 192, 32, 96, 64)
        self.maxpool3 = nn.MaxPool2d(**halved)
        self.inception4a = Inception(480, 192, 96, 208, 16, 48, 64)
        self.inception4b = Inception(512, 160, 112, 224, 24, 64, 64)
        self.inception4c = Inception(512, 128, 128, 256, 24, 64, 64)
        self.inception4d = Inception(512, 112, 144, 288, 32, 64, 64)
        self.inception4e = Inception(528, 256, 160, 320, 32, 128, 128)
        self.maxpool4 = nn.MaxPool2d(2, stride=2, ceil_mode=True)
        self.inception5a = Inception(832, 256, 160, 320, 32, 128, 128)
        self.inception5b = Inception(832, 384, 192, 384, 48, 128, 128)
        self.fc = nn.Linear(1024, 1000)

    def layers(self, pixels):
        # What torchvision's "transform_input" makes of the usual normalisation.
        x = normalised(pixels)
        planes = [(0.229, 0.485), (0.224, 0.456), (0.225, 0.406)]
        x = torch.stack([x[:, c] * (d / 0.5) + (m - 0.5) / 0.5 for c, (d, m) in enumerate(planes)], 1)
        said = {}
        for name, module in self.named_children():
            if name == "fc":
                break
            x = module(x)
            if not name.startswith("maxpool"):
                said[name] = x
        return classified(said, self.fc(x.mean((2, 3))))


NETWORKS = {
    "alexnet": AlexNet,
    "googlenet": GoogLeNet,
    "vgg16": Vgg16,
    "resnet18": lambda: ResNet(Basic, (2, 2, 2, 2)),
    "resnet50": lambda: ResNet(Bottleneck, (3, 4, 6, 3)),
    "resnet101": lambda: ResNet(Bottleneck, (3, 4, 23, 3)),
}


def randomised(model, seed=0):
    """Weights under which activations neither vanish nor explode, and normalisations that change something."""
    rng = np.random.default_rng(seed)
    # As many as suffice to tell places apart: a network has up to 138 million.
    numbers = rng.standard_normal(1_000_003).astype(np.float32)
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            deviation = (2 / module.weight[0].numel()) ** 0.5
            module.weight.data = torch.from_numpy(np.resize(numbers * deviation, module.weight.shape))
            if module.bias is not None:
                module.bias.data = torch.from_numpy(np.resize(numbers * 0.1, module.bias.shape))
        elif isinstance(module, nn.BatchNorm2d):
            for tensor, low, high in (
                (module.weight, 0.4, 0.8),
                (module.bias, -0.2, 0.2),
                (module.running_mean, -0.2, 0.2),
                (module.running_var, 0.5, 2),
            ):
                tensor.data = torch.from_numpy(rng.uniform(low, high, tensor.shape).astype(np.float32))
    return model.eval()
