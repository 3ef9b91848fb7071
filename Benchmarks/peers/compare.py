"""Facet beside PyTorch, h5py and the machine itself; writes the table of Benchmarks/results.md.

    compare.py FACET TIMINGS RUN SCENE FOLDER [--threads 2] [--rounds 5]

FACET and TIMINGS are the executables, RUN a run of the 2-D network, SCENE the HDF5 scene that it
was trained on, FOLDER takes files of this measurement.
"""
import argparse
import os
import resource
import statistics
import subprocess
import sys
import time

import h5py
import numpy as np
import torch
from torch import nn

from network import Twin, load, multiplications
from sides import Facet, Table, alternate, spread, timed


def scene_tensor(path, card):
    """The standardised scene with its mirrored margin, 1 × bands × rows × columns."""
    with h5py.File(path) as file:
        name = card["scene"].get("cube") or max(
            (item for item in file if file[item].ndim == 3), key=lambda item: file[item].size)
        cube = file[name][()].astype(np.float32)
    mean = np.array(card["standardisation"]["mean"], np.float32)
    deviation = np.array(card["standardisation"]["deviation"], np.float32)
    margin = card["design"]["window"] // 2
    cube = (cube - mean) / deviation
    cube = np.pad(cube, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    return torch.from_numpy(np.ascontiguousarray(cube.transpose(2, 0, 1)))[None]


def patches(scene, window, first, count, columns):
    """Patches of consecutive pixels, as the usual script cuts them."""
    return torch.stack([
        scene[0, :, pixel // columns:pixel // columns + window,
              pixel % columns:pixel % columns + window]
        for pixel in range(first, first + count)])


def dense_maps(facet, twin, scene, card, table, options):
    window = card["design"]["window"]
    rows, columns = scene.shape[2] - window + 1, scene.shape[3] - window + 1
    path = os.path.join(options.folder, "logits.raw")
    facet.ask("logits", path)
    own = np.fromfile(path, np.float32).reshape(rows, columns, -1)
    os.remove(path)
    with torch.inference_mode():
        theirs = twin(scene)[0].numpy()
        few = twin(patches(scene, window, 5 * columns, 64, columns))[:, 0, 0].numpy()
    difference = float(np.abs(own - theirs).max())
    assert difference <= 1e-4, f"logits differ by {difference}"
    assert np.abs(few - theirs.reshape(-1, theirs.shape[2])[5 * columns:5 * columns + 64]).max() <= 1e-4
    assert (own.argmax(2) == theirs.argmax(2)).mean() >= 0.9999

    last = scene.to(memory_format=torch.channels_last)
    with torch.inference_mode():
        # The best batch by the pixels a second of one batch each.
        def rate(batch):
            work = timed(lambda: twin(patches(scene, window, 0, batch, columns)).argmax(-1))
            work()
            return batch / min(work() for _ in range(2))
        batch = max((32, 128, 512), key=rate)
        sample = batch * max(1, 1024 // batch)

        def by_patch():
            for first in range(0, sample, batch):
                twin(patches(scene, window, first, batch, columns)).argmax(-1)
        product = lambda: facet.ask("matrix", 4096)["seconds"]
        target = os.path.join(options.folder, "map.tif")
        found = alternate(
            options.rounds, facet=facet.time("classify", target), network=facet.time("map"),
            matrix=product, dense=timed(lambda: twin(scene).argmax(-1)),
            last=timed(lambda: twin(last).argmax(-1)), patch=timed(by_patch))
    pixels = rows * columns
    work = f"map of {rows}×{columns}×{scene.shape[1]}, r={window}"
    by_patch = [seconds * pixels / sample for seconds in found["patch"]]
    table.add(work + ", file to GeoTIFF", found["facet"],
              f"PyTorch patch by patch, batches of {batch} (from {sample} pixels)", by_patch, 50)
    table.add("the same", found["facet"], "PyTorch dense, default layout", found["dense"], 1.5)
    table.add("the same", found["facet"], "PyTorch dense, channels last", found["last"], 1.1)
    flops = 2 * multiplications(twin, rows, columns, window)
    machine = 2 * 4096 ** 3 / statistics.median(found["matrix"])
    of = flops / statistics.median(found["facet"])
    table.share("the same, FLOP rate", f"{of / 1e9:.0f} GFLOP/s",
                f"matrix product 4096³, {machine / 1e9:.0f} GFLOP/s", of / machine, 0.75)
    of = flops / statistics.median(found["network"])
    table.share("map in memory, FLOP rate", f"{of / 1e9:.0f} GFLOP/s", "the same", of / machine, 0.75)
    return difference


class Loader:
    """What a Dataset and its DataLoader do in the training process: patch by patch, then stack."""

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


def training_steps(facet, tensors, scene, card, table, options):
    window, count = card["design"]["window"], len(card["classes"])
    columns = scene.shape[3] - window + 1
    pixels = columns * (scene.shape[2] - window + 1)
    loader = Loader(scene, window, columns)
    draw = np.random.default_rng(1)

    def stepper(layout, batch, objective, size):
        twin = Twin(tensors, card["design"]["dropout"]).train().to(memory_format=layout)
        optimiser = torch.optim.AdamW(twin.parameters(), lr=1e-5, weight_decay=5e-5)
        labels = torch.arange(size) % count

        def step():
            loss = objective(twin, batch().contiguous(memory_format=layout), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            return loss.item()
        return timed(step)

    def softmax(twin, x, labels):
        return nn.functional.cross_entropy(twin(x).flatten(0, 2), labels, label_smoothing=0.1)

    default, last = torch.contiguous_format, torch.channels_last
    ready = loader.batch(draw.integers(0, pixels, 128))
    ready_last = ready.contiguous(memory_format=last)
    found = alternate(
        3 * options.rounds, warmups=3, facet=facet.time("step", "pretrain"),
        gather=facet.time("gather", "pretrain"),
        bare=stepper(default, lambda: ready, softmax, 128),
        last=stepper(last, lambda: ready_last, softmax, 128),
        loader=stepper(default, lambda: loader.batch(draw.integers(0, pixels, 128)), softmax, 128))
    work = f"training step, batch 128, r={window}, {scene.shape[1]} bands, gather to update"
    table.add(work, found["facet"], "PyTorch with a patch-by-patch loader", found["loader"], 4)
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


def reading(facet, table, options):
    rows = columns = 512
    bands = 100
    noise = np.random.default_rng(0).integers(0, 250, (bands, rows, columns), dtype=np.int16)
    cube = noise + np.arange(columns, dtype=np.int16) * 4
    chunked = os.path.join(options.folder, "chunked.h5")
    with h5py.File(chunked, "w") as file:
        dataset = file.create_dataset("reflectance", data=cube, chunks=(bands, 64, 64),
                                      compression="gzip", compression_opts=4, shuffle=True)
        for axis, name in enumerate(("band", "row", "column")):
            dataset.dims[axis].label = name
    raw = os.path.join(options.folder, "cube.img")
    cube.tofile(raw)
    with open(os.path.join(options.folder, "cube.hdr"), "w") as file:
        file.write(f"ENVI\nsamples = {columns}\nlines = {rows}\nbands = {bands}\nheader offset = 0\n"
                   "data type = 2\ninterleave = bsq\nbyte order = 0\n")

    def by_h5py():
        with h5py.File(chunked) as file:
            window = file["reflectance"][:, 40:440, 30:480]
        np.ascontiguousarray(window.transpose(1, 2, 0), dtype=np.float32)
    found = alternate(
        options.rounds, facet=facet.time("read", chunked, 40, 440, 30, 480), h5py=timed(by_h5py))
    table.add("window 400×450×100 of a gzip-chunked HDF5 cube to pixel order", found["facet"],
              "h5py and numpy transpose", found["h5py"], 1.5)
    answers = [facet.ask("read", raw, 0, rows, 0, columns) for _ in range(options.rounds + 1)][1:]
    own = [answer["seconds"] for answer in answers]
    copy = statistics.median(answer["memcpy"] for answer in answers)
    table.share(f"band-sequential {rows}×{columns}×{bands} int16 to float32 pixel order",
                spread(own), f"memcpy of the result, {copy * 1e3:.3g} ms",
                copy / statistics.median(own), 0.6)


def memory(table, options):
    """Peak memory and time of the program itself, on scenes of three sizes."""
    def run(*words):
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        assert status == 0, words
        return time.perf_counter() - start, usage.ru_maxrss / 1024

    model = os.path.join(options.folder, "big-run")
    small = os.path.join(options.folder, "small.h5")
    run(options.facet, "simulate", "-o", small, "--rows", "200", "--columns", "200", "--bands", "100")
    if not os.path.exists(os.path.join(model, "run.json")):
        run(options.facet, "pretrain", options.configuration, "--scene", small, "-o", model,
            "--set", "pretrain.epochs=1", "--set", "split.count=50")
    sizes = []
    for side in options.sides:
        big = os.path.join(options.folder, "big.h5")
        simulating = run(options.facet, "simulate", "-o", big, "--rows", str(side), "--columns",
                         str(side), "--bands", "100")
        mapping = run(options.facet, "classify", model, "--scene", big, "-o",
                      os.path.join(options.folder, "big.tif"), "--threads", str(options.threads))
        os.remove(big)
        os.remove(os.path.join(options.folder, "big.tif"))
        sizes.append((side, simulating, mapping))
        print(side, simulating, mapping, flush=True)
    side, simulating, mapping = sizes[-1]
    table.share(f"peak resident memory of `classify`, {side}×{side}×100", f"{mapping[1]:.0f} MiB",
                "1.2 GB, model included (MiB / 1144)", mapping[1] / 1144, 1, atMost=True)
    table.share(f"the same of `simulate`", f"{simulating[1]:.0f} MiB", "the same",
                simulating[1] / 1144, 1, atMost=True)
    perPixel = [mapping[0] / side ** 2 for side, _, mapping in sizes]
    table.share("time a pixel, " + ", ".join(f"{size[0]}²" for size in sizes),
                ", ".join(f"{1e6 * value:.2f} µs" for value in perPixel),
                "the last by the first: linear is 1", perPixel[-1] / perPixel[0], 1.2, atMost=True)


def main():
    parser = argparse.ArgumentParser()
    for name in ("facet", "timings", "configuration", "run", "scene", "folder"):
        parser.add_argument(name)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sides", type=int, nargs="+", default=[300, 600, 1200])
    parser.add_argument("--only", nargs="+", default=["map", "steps", "reading", "memory"])
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tensors, card = load(os.path.join(options.run, "model.safetensors"))
    twin = Twin(tensors, card["design"]["dropout"]).eval()
    scene = scene_tensor(options.scene, card)
    table = Table()
    facet = Facet(options.timings, options.run, options.scene, options.threads)
    if "map" in options.only:
        difference = dense_maps(facet, twin, scene, card, table, options)
        print(f"largest difference of the logits: {difference:.2g}", flush=True)
    if "steps" in options.only:
        training_steps(facet, tensors, scene, card, table, options)
    if "reading" in options.only:
        reading(facet, table, options)
    facet.close()
    if "memory" in options.only:
        memory(table, options)
    with open(os.path.join(options.folder, "table.md"), "w") as file:
        file.write(table.markdown() + "\n")


if __name__ == "__main__":
    main()
