"""The whole job: scene file, training in two phases, map, figures; Facet beside PyTorch."""
import json
import os
import shutil
import time

import h5py
import numpy as np
import torch
from sklearn.metrics import accuracy_score, classification_report, cohen_kappa_score
from torch import nn
from torch.utils.data import DataLoader

from network import Twin, load
from scene import scene_tensor
from sizes import run
from steps import LiftedStructure, Patches, diversity


def by_facet(options, scene):
    folder = os.path.join(options.folder, "job")
    shutil.rmtree(folder, ignore_errors=True)
    threads = ("--threads", str(options.threads))
    seconds = 0
    for words in (
            ("train", options.experiment, "--scene", scene, "-o", folder, *threads,
             "--set", f"pretrain.epochs={options.epochs[0]}",
             "--set", f"finetune.epochs={options.epochs[1]}"),
            ("classify", folder, "-o", os.path.join(options.folder, "job.tif"), "--no-walk",
             *threads),
            ("report", folder, "--no-walk", *threads)):
        seconds += run(options.facet, *words)[0]
    with open(os.path.join(folder, "report.json")) as file:
        report = json.load(file)
    return seconds, report, folder


def by_pytorch(scene_path, labels_path, model, epochs):
    """As the field's scripts do it: patches from a DataLoader, a map patch by patch, scikit-learn's
    figures. The split, the network, the epochs and the rates' shape are those of Facet's run."""
    tensors, card = load(os.path.join(model, "model.safetensors"))
    start = time.perf_counter()
    with h5py.File(scene_path) as file:
        labels = file[labels_path][()].astype(np.int64)
    with h5py.File(os.path.join(model, "split.h5")) as file:
        train, test = file["train"][()], file["test"][()]
    window = card["design"]["window"]
    scene = scene_tensor(scene_path, card)
    columns = labels.shape[1]
    numbers = [entry["number"] for entry in card["classes"]]
    index = {number: place for place, number in enumerate(numbers)}
    flat = labels.ravel()
    classes = np.array([index.get(int(value), 0) for value in flat])
    twin = Twin(tensors, card["design"]["dropout"])
    for module in twin.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    nn.init.uniform_(twin.factors, -1 / 128 ** 0.5, 1 / 128 ** 0.5)
    lifted = LiftedStructure()
    for count, rate, metric in ((epochs[0], 2e-3, False), (epochs[1], 5e-4, True)):
        batches = DataLoader(Patches(scene, window, columns, train, classes[train]), 128,
                             shuffle=True)
        optimiser = torch.optim.AdamW(twin.parameters(), lr=rate, weight_decay=5e-5)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, rate, total_steps=count * len(batches))
        twin.train()
        for _ in range(count):
            for x, y in batches:
                embeddings = twin.embeddings(x).flatten(0, 2)
                loss = nn.functional.cross_entropy(
                    twin.classifier(embeddings), y, label_smoothing=0 if metric else 0.1)
                if metric:
                    loss = loss + lifted(embeddings, y) + 1e-3 * diversity(twin.factors).float()
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
    twin.eval()
    found = []
    with torch.inference_mode():
        for first in range(0, flat.size, 128):
            batch = [scene[0, :, p // columns:p // columns + window,
                           p % columns:p % columns + window]
                     for p in range(first, min(first + 128, flat.size))]
            found.append(twin(torch.stack(batch)).flatten(0, 2).argmax(1).numpy())
    found = np.array(numbers)[np.concatenate(found)]
    classification_report(flat[test], found[test], zero_division=0)
    cohen_kappa_score(flat[test], found[test])
    return time.perf_counter() - start, accuracy_score(flat[test], found[test])


def whole_job(facet, table, options):
    seconds, report, folder = by_facet(options, options.scene)
    card = load(os.path.join(folder, "model.safetensors"))[1]
    labels = card["scene"].get("labels") or "labels"
    theirs, accuracy = by_pytorch(options.scene, labels, folder, options.epochs)
    own = report["figures"]["overallAccuracy"]
    table.add(f"whole job without the random walk, {options.epochs[0]} + {options.epochs[1]} epochs, one "
              f"round: test accuracy {100 * own:.2f} %",
              [seconds], f"PyTorch and scikit-learn: {100 * accuracy:.2f} %", [theirs], 2)
