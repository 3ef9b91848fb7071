"""Training steps: gather, augment, forward, backward, update."""
import os

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from network import Twin, load
from scene import scene_tensor
from sides import alternate, spread, timed


class LeanLoader:
    """The least that a patch-by-patch loader does: augmentation in single precision, then stack."""

    def __init__(self, scene, window, columns):
        self.scene = scene[0].permute(1, 2, 0).contiguous().numpy()
        self.window, self.columns = window, columns
        self.random = np.random.default_rng(0)

    def patch(self, pixel):
        row, column = divmod(int(pixel), self.columns)
        x = self.scene[row:row + self.window, column:column + self.window]
        if self.random.random() < 0.5:
            x = x[::-1]
        if self.random.random() < 0.5:
            x = x[:, ::-1]
        if self.random.random() < 0.5:
            x = x.transpose(1, 0, 2)
        x = x * np.float32(1 + 0.05 * self.random.standard_normal())
        x = x + np.float32(0.02) * self.random.standard_normal(x.shape, np.float32)
        return torch.from_numpy(np.ascontiguousarray(x.transpose(2, 0, 1)))

    def batch(self, pixels):
        return torch.stack([self.patch(pixel) for pixel in pixels])


class Patches(Dataset):
    """Patches as DeepHyperX's `HyperX` cuts and varies them, the field's best-known toolbox: flips,
    then gain and noise in numpy's double precision."""

    def __init__(self, scene, window, columns, pixels, labels):
        self.scene = scene[0].permute(1, 2, 0).contiguous().numpy()
        self.window, self.columns = window, columns
        self.pixels, self.labels = pixels, labels
        self.random = np.random.RandomState(0)

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, index):
        row, column = divmod(int(self.pixels[index]), self.columns)
        data = self.scene[row:row + self.window, column:column + self.window]
        if self.random.random_sample() > 0.5:
            data = np.fliplr(data)
        if self.random.random_sample() > 0.5:
            data = np.flipud(data)
        alpha = self.random.normal(1, 0.05)
        noise = self.random.normal(loc=0.0, scale=1.0, size=data.shape)
        data = alpha * data + 0.02 * noise
        data = np.asarray(np.copy(data).transpose((2, 0, 1)), dtype="float32")
        return torch.from_numpy(data), torch.tensor(self.labels[index])


def endless(dataset, batch):
    """Batches of a DataLoader in the training process; on two cores workers gain nothing."""
    while True:
        yield from DataLoader(dataset, batch_size=batch, shuffle=True, drop_last=True)


class LiftedStructure:
    """Facet's structural loss, for the twin of the metric step."""

    def __call__(self, embeddings, labels):
        distances = torch.cdist(embeddings, embeddings, compute_mode="donot_use_mm_for_euclid_dist")
        same = labels[:, None] == labels[None]
        negatives = (1 - distances).masked_fill(same, -1e30).logsumexp(1)
        terms = (distances + torch.logaddexp(negatives[:, None], negatives[None])).relu()
        pairs = same.triu(1)
        return terms[pairs].square().sum() / pairs.sum() / 2


def diversity(factors):
    b = factors.double()
    directions = b / b.square().sum(0, keepdim=True).clamp_min(1e-24).sqrt()
    kernel = directions.T @ directions + 1e-4 * torch.eye(b.shape[1], dtype=torch.float64)
    return -torch.logdet(kernel)


def training_steps(facet, table, options):
    tensors, card = load(os.path.join(options.run, "model.safetensors"))
    scene = scene_tensor(options.scene, card)
    window, count = card["design"]["window"], len(card["classes"])
    columns = scene.shape[3] - window + 1
    pixels = columns * (scene.shape[2] - window + 1)
    loader = LeanLoader(scene, window, columns)
    draw = np.random.default_rng(1)

    def stepper(layout, batch, objective, size):
        twin = Twin(tensors, card["design"]["dropout"]).train().to(memory_format=layout)
        optimiser = torch.optim.AdamW(twin.parameters(), lr=1e-5, weight_decay=5e-5)
        labels = torch.arange(size) % count

        def step():
            x = batch()
            own = labels
            if isinstance(x, list):
                x, own = x
            loss = objective(twin, x.contiguous(memory_format=layout), own)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            return loss.item()
        return timed(step)

    def softmax(twin, x, labels):
        return nn.functional.cross_entropy(twin(x).flatten(0, 2), labels, label_smoothing=0.1)

    default, last = torch.contiguous_format, torch.channels_last
    usual = endless(
        Patches(scene, window, columns, draw.integers(0, pixels, 2048), np.arange(2048) % count), 128)
    ready = loader.batch(draw.integers(0, pixels, 128))
    ready_last = ready.contiguous(memory_format=last)
    found = alternate(
        3 * options.rounds, warmups=3, facet=facet.time("step", "pretrain"),
        gather=facet.time("gather", "pretrain"),
        bare=stepper(default, lambda: ready, softmax, 128),
        last=stepper(last, lambda: ready_last, softmax, 128),
        loader=stepper(default, lambda: next(usual), softmax, 128),
        lean=stepper(default, lambda: loader.batch(draw.integers(0, pixels, 128)), softmax, 128))
    work = f"training step, batch 128, r={window}, {scene.shape[1]} bands, gather to update"
    table.add(work, found["facet"], "PyTorch, DataLoader and DeepHyperX's augmentation",
              found["loader"], 4)
    table.add("the same", found["facet"], "PyTorch, single-precision augmentation, no DataLoader",
              found["lean"], 4)
    table.add("the same", found["facet"], "PyTorch's bare step, default layout", found["bare"], 1.3)
    table.add("the same", found["facet"], "PyTorch's bare step, channels last", found["last"], 1.3)
    print("gather and augment:", spread(found["gather"]), flush=True)

    losses = {"the structural loss in PyTorch": LiftedStructure()}
    try:
        from pytorch_metric_learning.losses import LiftedStructureLoss
        losses["pytorch-metric-learning's lifted structure"] = LiftedStructureLoss(
            neg_margin=1, pos_margin=0)
    except ImportError as error:
        print("no pytorch-metric-learning:", error, flush=True)
    size = 8 * count
    ready_metric = loader.batch(draw.integers(0, pixels, size))
    for name, loss in losses.items():
        def joint(twin, x, labels):
            y = twin.embeddings(x).flatten(0, 2)
            softmax = nn.functional.cross_entropy(twin.classifier(y), labels)
            return loss(y, labels) + softmax + 1e-3 * diversity(twin.factors).float()

        width = tensors["metric.factors"].shape[1]
        generator = torch.Generator().manual_seed(2)
        embeddings = torch.randn(size, width, generator=generator).requires_grad_()
        basis = torch.randn(128, width, generator=generator).requires_grad_()
        labels = torch.arange(size) % count

        def alone():
            (loss(embeddings, labels) + diversity(basis).float()).backward()
        found = alternate(
            3 * options.rounds, warmups=3, whole=facet.time("step", "finetune"),
            bare=stepper(default, lambda: ready_metric, joint, size),
            facet=facet.time("structural", size, width), peer=timed(alone))
        table.add(f"metric step, {size} pixels, gather to update", found["whole"],
                  f"bare step with {name} and the same DPP", found["bare"], 2)
        table.add("its losses alone, forward and backward", found["facet"],
                  f"{name} and the same DPP", found["peer"], 2)
