"""A run's network in PyTorch: the same weights, the same logits to 1e-4.

    import facet.torch

    twin = facet.torch.load("runs/ip")
    logits = twin(windows)            # N × classes, windows N × h × w × bands in the scene's units
    logits = twin.map(cube)           # rows × columns × classes, borders mirrored

A twin is an ``nn.Module`` in inference mode; its weights may be trained further.
"""

from __future__ import annotations

import os
import pathlib
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ._weights import read_card, read_weights


def load(run: Any) -> Twin:
    """The twin of a run, given by its folder or as ``facet.Run``.

    Raises:
        ValueError: if the file is no model of Facet's, or its network is not known here.
    """
    folder = pathlib.Path(getattr(run, "folder", run))
    path = folder / "model.safetensors"
    if not path.exists():
        raise FileNotFoundError(f"{folder} holds no model: there is no model.safetensors")
    return Twin(read_card(path), read_weights(path)).eval()


class Twin(nn.Module):
    """Patch → features f → embedding Bᵀf → logits.

    Attributes:
        card: what the model knows of itself.
        window: side of the patch that gives one result.
        classes: names, in the order of the logits.
    """

    def __init__(self, card: dict[str, Any], weights: dict[str, np.ndarray[Any, Any]]) -> None:
        super().__init__()
        self.card = card
        self.design = card["design"]
        self.window: int = self.design["window"]
        self.classes = [one["name"] for one in card["classes"]]
        makers = {
            "2-D": self._spatial,
            "1-D": self._spectral,
            "3-D": self._volume,
            "transformer": self._transformer,
            "attention": self._attention,
        }
        if self.design["kind"] not in makers:
            raise ValueError(f"the network {self.design['kind']} has no twin in PyTorch")
        self._features = makers[self.design["kind"]]
        for name, values in weights.items():
            tensor = torch.from_numpy(values.copy())
            if "running" in name:
                self.register_buffer(_flat(name), tensor)
            else:
                self.register_parameter(_flat(name), nn.Parameter(tensor))
        scaling = card["standardisation"]
        self.register_buffer("_mean", torch.tensor(scaling["mean"], dtype=torch.float32))
        self.register_buffer("_deviation", torch.tensor(scaling["deviation"], dtype=torch.float32))

    def __getitem__(self, name: str) -> Tensor:
        """A weight by its name in the file: ``twin["classifier.weight"]``."""
        return getattr(self, _flat(name))  # type: ignore[no-any-return]

    def _has(self, name: str) -> bool:
        return hasattr(self, _flat(name))

    def _names(self, prefix: str) -> list[str]:
        start = _flat(prefix)
        return [name for name, _ in self.named_parameters() if name.startswith(start)]

    def standardise(self, values: Tensor) -> Tensor:
        """Spectra in the scene's units, bands last; a missing value becomes 0, the mean."""
        scaled = (values.to(torch.float32) - self._mean) / self._deviation
        return torch.where(torch.isfinite(scaled), scaled, torch.zeros_like(scaled))

    def embeddings(self, values: Tensor) -> Tensor:
        """N × h × w × bands in the scene's units → N × (h − window + 1) × (w − window + 1) × k."""
        features = self._features(self.standardise(values))
        return features @ self["metric.factors"]

    def forward(self, values: Tensor) -> Tensor:
        """Logits of windows, N × h × w × bands in the scene's units.

        Returns:
            N × classes if h and w are the window's side; else N × h′ × w′ × classes.
        """
        logits = F.linear(
            self.embeddings(values), self["classifier.weight"], self["classifier.bias"]
        )
        if logits.shape[1:3] == (1, 1):
            return logits[:, 0, 0]
        return logits

    @torch.no_grad()
    def map(self, cube: Any, tile: int = 64) -> np.ndarray[Any, Any]:
        """Logits of every pixel of a cube (rows, columns, bands), borders mirrored."""
        margin = self.window // 2
        values = np.pad(
            np.asarray(cube, dtype=np.float32),
            ((margin, margin), (margin, margin), (0, 0)),
            mode="reflect",
        )
        rows = []
        for row in range(0, values.shape[0] - 2 * margin, tile):
            strip = []
            for column in range(0, values.shape[1] - 2 * margin, tile):
                part = values[row : row + tile + 2 * margin, column : column + tile + 2 * margin]
                found = self(torch.from_numpy(np.ascontiguousarray(part))[None])
                strip.append(found.reshape(1, *_inner(part.shape, margin), -1)[0].numpy())
            rows.append(np.concatenate(strip, axis=1))
        return np.concatenate(rows, axis=0)

    # Layers by the names that their weights have in the file.

    def _convolved(self, x: Tensor, name: str, **options: Any) -> Tensor:
        """A convolution over as many axes as its kernel has, with batch norm if it has any."""
        weight = self[f"{name}.weight"]
        bias = self[f"{name}.bias"] if self._has(f"{name}.bias") else None
        apply = {3: F.conv1d, 4: F.conv2d, 5: F.conv3d}[weight.dim()]
        y: Tensor = apply(x, weight, bias, **options)
        if not self._has(f"{name}.norm.weight"):
            return y
        return F.batch_norm(
            y,
            self[f"{name}.norm.running_mean"],
            self[f"{name}.norm.running_var"],
            self[f"{name}.norm.weight"],
            self[f"{name}.norm.bias"],
            False,
            0.0,
            1e-5,
        )

    def _bank(self, x: Tensor, name: str, spectral: int, stride: int = 1) -> Tensor:
        """Filters of several sizes around the same centre, their channels joined, rectified."""
        start = _flat(f"{name}.scale")
        kernels = []
        for parameter in self._names(f"{name}.scale"):
            rest = parameter[len(start) :]
            if rest.endswith(_flat(".weight")) and _flat(".norm") not in rest:
                kernels.append([int(size) for size in rest.split(_flat("."))[0].split("x")])
        largest = [max(kernel[axis] for kernel in kernels) for axis in range(len(kernels[0]))]
        outputs = {}
        for kernel in kernels:
            crop = x
            for axis in range(spectral, len(kernel)):
                margin = (largest[axis] - kernel[axis]) // 2
                crop = crop.narrow(axis + 2, margin, crop.shape[axis + 2] - 2 * margin)
            size = "x".join(map(str, kernel))
            outputs[size] = self._convolved(
                crop,
                f"{name}.scale{size}",
                stride=[stride if axis < spectral else 1 for axis in range(len(kernel))],
                padding=[kernel[axis] // 2 if axis < spectral else 0 for axis in range(len(kernel))],
            )
        return torch.cat([outputs["x".join(map(str, k))] for k in self._ordered(kernels)], 1).relu()

    def _ordered(self, kernels: list[list[int]]) -> list[list[int]]:
        """In the order of the design's scales, which the joined channels have."""
        wanted = self.design.get("spectralScales") or [] if len(kernels[0]) != 2 else []
        if not wanted:
            return sorted(kernels)
        return sorted(kernels, key=lambda kernel: (wanted.index(kernel[0]), kernel[1:]))

    def _spatial(self, x: Tensor) -> Tensor:
        y = x.permute(0, 3, 1, 2)
        for number in range(1, 256):
            if not self._has(f"network.reduce{number}.weight"):
                break
            y = self._convolved(y, f"network.reduce{number}").relu()
            y = self._bank(y, f"network.bank{number}", spectral=0)
        return self._convolved(y, "network.features").relu().permute(0, 2, 3, 1)

    def _spectral(self, x: Tensor) -> Tensor:
        shape = x.shape
        y = x.reshape(-1, 1, shape[3])
        y = F.max_pool1d(self._bank(y, "network.bank1", spectral=1), 2)
        y = self._convolved(y, "network.reduce2").relu()
        y = F.max_pool1d(self._bank(y, "network.bank2", spectral=1), 4)
        return self._linear(y.reshape(*shape[:3], -1), "network.features").relu()

    def _volume(self, x: Tensor) -> Tensor:
        y = x.permute(0, 3, 1, 2).unsqueeze(1)
        for number in range(1, 256):
            if not self._names(f"network.bank{number}."):
                break
            if number > 1:
                y = self._convolved(y, f"network.reduce{number}").relu()
            y = self._bank(y, f"network.bank{number}", spectral=1, stride=4 if number == 1 else 2)
        y = y.reshape(y.shape[0], -1, *y.shape[3:])
        return self._convolved(y, "network.features").relu().permute(0, 2, 3, 1)

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return F.linear(x, self[f"{name}.weight"], self[f"{name}.bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        weight = self[f"{name}.weight"]
        return F.layer_norm(x, weight.shape, weight, self[f"{name}.bias"], 1e-5)

    def _perceptron(self, x: Tensor, name: str) -> Tensor:
        return self._linear(F.gelu(self._linear(x, f"{name}.first")), f"{name}.second")

    def _transformer(self, x: Tensor) -> Tensor:
        step = self.design["step"]
        y = x.permute(0, 3, 1, 2).unsqueeze(1)
        y = self._convolved(y, "network.embedding", stride=[step, 1, 1])
        count, width, tokens, height, columns = y.shape
        y = y.permute(0, 3, 4, 2, 1).reshape(-1, tokens, width)
        start = self["network.class_token"].expand(y.shape[0], 1, width)
        said = [torch.cat([start, y], 1) + self["network.positions"]]
        for index in range(self.design["blocks"]):
            name = f"network.block{index + 1}"
            y = said[index]
            y = y + self._attended(self._norm(y, f"{name}.before_attention"), f"{name}.attention")
            y = y + self._perceptron(
                self._norm(y, f"{name}.before_perceptron"), f"{name}.perceptron"
            )
            if index > 1:
                y = self._linear(torch.cat([y, said[index - 1]], 2), f"network.fusion{index + 1}")
            said.append(y)
        y = self._norm(said[-1][:, :1], "network.last").reshape(count, height, columns, width)
        return self._linear(y, "network.features").relu()

    def _attended(self, x: Tensor, name: str) -> Tensor:
        count, tokens, whole = x.shape
        heads = self.design["heads"]
        parts = self._linear(x, f"{name}.entry").reshape(count, tokens, 3, heads, whole // heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(2, 3) / (whole // heads) ** 0.5
        mixed = scores.softmax(3) @ value
        return self._linear(mixed.transpose(1, 2).reshape(x.shape), f"{name}.exit")

    def _attention(self, x: Tensor) -> Tensor:
        y = self._linear(x, "network.embedding")
        y = y + self._perceptron(F.gelu(y), "network.spectrum")
        rest = self.window - 1
        for number in range(1, 256):
            if rest <= 0:
                break
            reach = min(self.design["reach"], rest + 1)
            rest -= self.design["reach"] - 1
            name = f"network.block{number}"
            margin = reach // 2
            centre = y[:, margin : y.shape[1] - margin, margin : y.shape[2] - margin]
            y = centre + self._neighbours(
                self._norm(y, f"{name}.before_attention"), f"{name}.attention", reach
            )
            y = y + self._perceptron(
                self._norm(y, f"{name}.before_perceptron"), f"{name}.perceptron"
            )
        return self._linear(self._norm(y, "network.last"), "network.features").relu()

    def _neighbours(self, x: Tensor, name: str, reach: int) -> Tensor:
        count, rows, columns, whole = x.shape
        height, width, heads = rows - reach + 1, columns - reach + 1, self.design["heads"]
        margin = reach // 2
        both = self._linear(x, f"{name}.keys_values")
        around = torch.stack(
            [
                both[:, row : row + height, column : column + width]
                for row in range(reach)
                for column in range(reach)
            ],
            3,
        ).reshape(count, height, width, reach * reach, 2, heads, whole // heads)
        keys, values = around.unbind(4)
        centre = x[:, margin : margin + height, margin : margin + width]
        query = self._linear(centre, f"{name}.query").reshape(
            count, height, width, 1, heads, whole // heads
        )
        scores = (query * keys).sum(5) / (whole // heads) ** 0.5 + self[f"{name}.bias"]
        mixed = (scores.softmax(3).unsqueeze(5) * values).sum(3)
        return self._linear(mixed.reshape(count, height, width, whole), f"{name}.exit")


def _flat(name: str) -> str:
    """A weight's name as an attribute."""
    return "w_" + name.replace(".", "__") if not name.startswith(".") else name.replace(".", "__")


def _inner(shape: tuple[int, ...], margin: int) -> tuple[int, int]:
    return shape[0] - 2 * margin, shape[1] - 2 * margin
