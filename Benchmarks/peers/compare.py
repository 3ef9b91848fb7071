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
import time
import traceback

import torch

from dense import dense_maps
from job import whole_job
from reading import reading
from search import search
from sides import Facet, Table
from sizes import growth, large, memory
from steps import training_steps

SECTIONS = {"map": dense_maps, "steps": training_steps, "reading": reading, "memory": memory,
            "growth": growth, "search": search, "job": whole_job, "large": large}


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("facet", "timings", "experiment", "configuration", "run", "scene", "folder"):
        parser.add_argument(name)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=25,
                        help="what the sections that grow may take, all sections together")
    parser.add_argument("--commit", default="unknown")
    parser.add_argument("--small", action="store_true",
                        help="sizes that say nothing, to see that every section ends")
    parser.add_argument("--only", nargs="+", default=list(SECTIONS), choices=list(SECTIONS))
    options = parser.parse_args()
    options.side = 150 if options.small else 1200
    options.pixels = [1e4, 4e4] if options.small else [1e4, 1e5, 1e6, 2e7, 1e8]
    options.linear_from = 1e4 if options.small else 1e6
    options.counts = (5, 10) if options.small else (50, 200, 800)
    options.epochs = (2, 1) if options.small else (20, 5)
    end = time.monotonic() + 60 * options.minutes
    options.left = lambda: end - time.monotonic()
    return options


def measured(section, options):
    """The rows of one section; where it fails, a row that says why, so that the others go on."""
    table = Table()
    facet = None
    start = time.monotonic()
    try:
        if section in ("map", "steps", "reading", "search"):
            facet = Facet(options.timings, options.run, options.scene, options.threads)
        SECTIONS[section](facet, table, options)
    except Exception as error:
        traceback.print_exc()
        table.note(f"section {section}", f"did not end: {type(error).__name__}: {error}", "")
    finally:
        if facet is not None:
            facet.close()
    seconds = time.monotonic() - start
    print(f"section {section}: {seconds:.0f} s", flush=True)
    return {
        "rows": table.rows, "commit": options.commit, "small": options.small,
        "began": time.strftime("%Y-%m-%d %H:%M", time.gmtime(time.time() - seconds)),
        "seconds": seconds, "load": os.getloadavg()[0]}


def write_table(folder):
    """All sections measured so far, each with where it comes from."""
    table = Table()
    origins = ["| section | commit | began (UTC) | took | load of the last minute |",
               "|---|---|---|---|---|"]
    for section in SECTIONS:
        path = os.path.join(folder, "rows", section + ".json")
        if not os.path.exists(path):
            continue
        with open(path) as file:
            found = json.load(file)
        table.rows += found["rows"]
        origins.append(f"| {section}{' (small trial)' if found['small'] else ''} | {found['commit']} "
                       f"| {found['began']} | {found['seconds']:.0f} s | {found['load']:.1f} |")
    with open(os.path.join(folder, "table.md"), "w") as file:
        file.write(table.markdown() + "\n\n" + "\n".join(origins) + "\n")


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    os.makedirs(os.path.join(options.folder, "rows"), exist_ok=True)
    for section in options.only:
        found = measured(section, options)
        with open(os.path.join(options.folder, "rows", section + ".json"), "w") as file:
            json.dump(found, file)
        write_table(options.folder)


if __name__ == "__main__":
    main()
