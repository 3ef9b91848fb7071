"""The 2-D network of a run of Facet, rebuilt in PyTorch from its model.safetensors."""
import json
import os
import struct

import numpy as np
import torch
from torch import nn

from scene import scene_tensor


def load(path):
    """Tensors by path, and the model's card, of a safetensors file (read by hand)."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    card = json.loads(header.pop("__metadata__")["facet.model"])
    types = {"F32": np.float32, "F64": np.float64, "I64": np.int64}
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[start:end], types[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors, card


class Normalised(nn.Sequential):
    def __init__(self, inputs, outputs, kernel):
        super().__init__(nn.Conv2d(inputs, outputs, kernel, bias=False), nn.BatchNorm2d(outputs))


class Twin(nn.Module):
    """Patches or a scene N × bands × h × w to logits N × classes × h' × w'."""

    def __init__(self, tensors, dropout):
        super().__init__()
        banks = sorted({name.split(".")[1] for name in tensors if ".bank" in name})
        self.reductions = nn.ModuleList()
        self.banks = nn.ModuleList()
        for bank in banks:
            index = bank.removeprefix("bank")
            weight = tensors[f"network.reduce{index}.weight"]
            self.reductions.append(Normalised(weight.shape[1], weight.shape[0], 1))
            sides = sorted({
                tensors[name].shape[-1] for name in tensors
                if name.startswith(f"network.{bank}.scale") and tensors[name].dim() == 4})
            width = tensors[f"network.{bank}.scale1x1.weight"].shape[0]
            self.banks.append(nn.ModuleList(
                Normalised(weight.shape[0], width, side) for side in sides))
        head = tensors["network.features.weight"]
        self.head = nn.Conv2d(head.shape[1], head.shape[0], 1)
        self.dropout = nn.Dropout(dropout)
        self.factors = nn.Parameter(tensors["metric.factors"].clone())
        classes, width = tensors["classifier.weight"].shape
        self.classifier = nn.Linear(width, classes)
        self._take(tensors)

    def _take(self, tensors):
        own = {}

        def put(layer, path):
            own[path + ".weight"] = layer[0].weight
            own[path + ".norm.weight"] = layer[1].weight
            own[path + ".norm.bias"] = layer[1].bias
            own[path + ".norm.running_mean"] = layer[1].running_mean
            own[path + ".norm.running_var"] = layer[1].running_var

        for index, (reduce, bank) in enumerate(zip(self.reductions, self.banks), 1):
            put(reduce, f"network.reduce{index}")
            for layer in bank:
                side = layer[0].kernel_size[0]
                put(layer, f"network.bank{index}.scale{side}x{side}")
        own["network.features.weight"] = self.head.weight
        own["network.features.bias"] = self.head.bias
        own["metric.factors"] = self.factors
        own["classifier.weight"] = self.classifier.weight
        own["classifier.bias"] = self.classifier.bias
        assert own.keys() == tensors.keys(), own.keys() ^ tensors.keys()
        with torch.no_grad():
            for path, target in own.items():
                target.copy_(tensors[path])

    def embeddings(self, x):
        """N × bands × h × w to N × h' × w' × k."""
        for reduce, bank in zip(self.reductions, self.banks):
            x = torch.relu(reduce(x))
            largest = max(layer[0].kernel_size[0] for layer in bank)
            outputs = []
            for layer in bank:
                margin = (largest - layer[0].kernel_size[0]) // 2
                crop = x[:, :, margin:x.shape[2] - margin, margin:x.shape[3] - margin]
                outputs.append(layer(crop))
            x = torch.relu(torch.cat(outputs, 1))
        f = self.dropout(torch.relu(self.head(x)))
        return f.permute(0, 2, 3, 1) @ self.factors

    def forward(self, x):
        return self.classifier(self.embeddings(x))


def multiplications(network, rows, columns, window):
    """Multiply-adds of the dense pass over rows × columns pixels, margins included."""
    total = 0
    height, width = rows + window - 1, columns + window - 1
    for reduce, bank in zip(network.reductions, network.banks):
        total += reduce[0].weight.numel() * height * width
        largest = max(layer[0].kernel_size[0] for layer in bank)
        height, width = height - largest + 1, width - largest + 1
        total += sum(layer[0].weight.numel() for layer in bank) * height * width
    last = network.head.weight.numel() + network.factors.numel() + network.classifier.weight.numel()
    return total + last * height * width


def twin_of(options):
    """The run's network in PyTorch, its scene as the peers hold it, and the model's card."""
    tensors, card = load(os.path.join(options.run, "model.safetensors"))
    twin = Twin(tensors, card["design"]["dropout"]).eval()
    return twin, scene_tensor(options.scene, card), card
