"""Facet beside PyTorch, h5py and the machine itself; fills the table of Benchmarks/results.md.

    compare.py FACET TIMINGS EXPERIMENT CONFIGURATION RUN SCENE FOLDER [--only SECTION…]

FACET and TIMINGS are the executables, EXPERIMENT the configuration of SCENE's training and
CONFIGURATION that of simulated scenes, RUN a run of the 2-D network, SCENE the HDF5 scene that it
was trained on; FOLDER takes files of this measurement. Each section leaves its rows in FOLDER/rows,
so that one can be measured again by itself.
"""
import argparse
import json
import os

import torch

from dense import dense_maps
from job import whole_job
from network import Twin, load
from reading import reading
from scene import scene_tensor
from sides import Facet, Table
from sizes import growth, large, memory
from steps import training_steps

SECTIONS = ["map", "steps", "reading", "memory", "job", "growth", "large"]


def main():
    parser = argparse.ArgumentParser()
    for name in ("facet", "timings", "experiment", "configuration", "run", "scene", "folder"):
        parser.add_argument(name)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sides", type=int, nargs="+", default=[300, 600, 1200])
    parser.add_argument("--gigabytes", type=float, nargs="+", default=[8, 40])
    parser.add_argument("--only", nargs="+", default=SECTIONS[:-1], choices=SECTIONS)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tensors, card = load(os.path.join(options.run, "model.safetensors"))
    twin = Twin(tensors, card["design"]["dropout"]).eval()
    scene = scene_tensor(options.scene, card)
    rows = os.path.join(options.folder, "rows")
    os.makedirs(rows, exist_ok=True)
    for section in options.only:
        table = Table()
        facet = None
        if section in ("map", "steps", "reading"):
            facet = Facet(options.timings, options.run, options.scene, options.threads)
        if section == "map":
            difference = dense_maps(facet, twin, scene, card, table, options)
            print(f"largest difference of the logits: {difference:.2g}", flush=True)
        elif section == "steps":
            training_steps(facet, tensors, scene, card, table, options)
        elif section == "job":
            whole_job(table, options)
        else:
            {"reading": reading, "memory": memory, "growth": growth, "large": large}[section](
                facet, table, options)
        if facet is not None:
            facet.close()
        with open(os.path.join(rows, section + ".json"), "w") as file:
            json.dump(table.rows, file)
    table = Table()
    for section in SECTIONS:
        path = os.path.join(rows, section + ".json")
        if os.path.exists(path):
            with open(path) as file:
                table.rows += json.load(file)
    with open(os.path.join(options.folder, "table.md"), "w") as file:
        file.write(table.markdown() + "\n")


if __name__ == "__main__":
    main()
