"""Peak memory and time of the program itself, by the size of its task."""
import json
import os
import shutil
import subprocess
import time


def run(*words):
    """Seconds and peak resident MiB of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, words
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def simulated(options, name, side, bands):
    path = os.path.join(options.folder, name)
    return path, run(options.facet, "simulate", "-o", path, "--rows", str(side), "--columns",
                     str(side), "--bands", str(bands))


def trained(options, name, scene, count=50, epochs=1):
    """A run folder of the 2-D network, pre-trained on `count` pixels a class."""
    folder = os.path.join(options.folder, name)
    shutil.rmtree(folder, ignore_errors=True)
    run(options.facet, "pretrain", options.configuration, "--scene", scene, "-o", folder,
        "--threads", str(options.threads), "--set", f"split.count={count}",
        "--set", f"pretrain.epochs={epochs}")
    return folder


def classify(options, model, scene):
    target = os.path.join(options.folder, "big.tif")
    found = run(options.facet, "classify", model, "--scene", scene, "-o", target, "--threads",
                str(options.threads))
    os.remove(target)
    return found


def memory(facet, table, options):
    small, _ = simulated(options, "small.h5", 200, 100)
    model = trained(options, "big-run", small)
    sizes = []
    for side in options.sides:
        big, simulating = simulated(options, "big.h5", side, 100)
        sizes.append((side, simulating, classify(options, model, big)))
        os.remove(big)
    side, simulating, mapping = sizes[-1]
    table.share(f"peak resident memory of `classify`, {side}×{side}×100", f"{mapping[1]:.0f} MiB",
                "1.2 GB, model included (MiB / 1144)", mapping[1] / 1144, 1, atMost=True)
    table.share("the same of `simulate`", f"{simulating[1]:.0f} MiB", "the same",
                simulating[1] / 1144, 1, atMost=True)
    per_pixel = [mapping[0] / side ** 2 for side, _, mapping in sizes]
    table.share("time a pixel of `classify`, start included, " +
                ", ".join(f"{size[0]}²" for size in sizes),
                ", ".join(f"{1e6 * value:.2f} µs" for value in per_pixel),
                "the last by the second: linear is 1", per_pixel[-1] / per_pixel[1], 1.2, atMost=True)


def large(facet, table, options):
    """Scenes 7 and 35 times as large as 1.2 GB of memory: ENVI files of zeros, sparse on the disk."""
    small, _ = simulated(options, "small.h5", 200, 100)
    model = trained(options, "big-run", small)
    per_pixel = []
    for gigabytes in options.gigabytes:
        columns, bands = 2500, 100
        rows = int(gigabytes * 1e9 / (4 * columns * bands))
        path = os.path.join(options.folder, "sparse.img")
        with open(path, "wb") as file:
            file.truncate(rows * columns * bands * 4)
        with open(os.path.join(options.folder, "sparse.hdr"), "w") as file:
            file.write(f"ENVI\nsamples = {columns}\nlines = {rows}\nbands = {bands}\nheader offset"
                       " = 0\ndata type = 4\ninterleave = bip\nbyte order = 0\n")
        mapping = classify(options, model, path)
        os.remove(path)
        per_pixel.append(mapping[0] / (rows * columns))
        table.share(
            f"`classify` of {gigabytes:g} GB, {rows}×{columns}×{bands} float32 (sparse file)",
            f"{mapping[0]:.0f} s, {mapping[1]:.0f} MiB", "1.2 GB, model included (MiB / 1144)",
            mapping[1] / 1144, 1, atMost=True)
    if len(per_pixel) > 1:
        table.share("time a pixel of these", ", ".join(f"{1e6 * t:.3f} µs" for t in per_pixel),
                    "the last by the first: linear is 1", per_pixel[-1] / per_pixel[0], 1.2,
                    atMost=True)


def growth(facet, table, options):
    """Training time by labelled pixels, map time by bands."""
    scene, _ = simulated(options, "growth.h5", 400, 100)
    a_pixel = []
    for count in (50, 200, 800):
        folder = trained(options, "growth-run", scene, count, epochs=2)
        with open(os.path.join(folder, "run.json")) as file:
            record = json.load(file)
        a_pixel.append(record["phases"]["pretrain"]["seconds"] / record["trainPixels"] / 2)
    table.share("training time a labelled pixel and epoch, 50, 200 and 800 a class",
                ", ".join(f"{1e6 * t:.0f} µs" for t in a_pixel),
                "the last by the first: linear is 1 or less", a_pixel[-1] / a_pixel[0], 1.2,
                atMost=True)
    os.remove(scene)
    a_band = []
    for bands in (50, 100, 200):
        scene, _ = simulated(options, "growth.h5", 800, bands)
        small, _ = simulated(options, "small.h5", 200, bands)
        model = trained(options, "growth-run", small)
        a_band.append(classify(options, model, scene)[0] / bands / 800 ** 2)
        os.remove(scene)
    table.share("time of `classify` a pixel and band, 800²×50, ×100, ×200",
                ", ".join(f"{1e9 * t:.1f} ns" for t in a_band),
                "the last by the first: linear is 1 or less", a_band[-1] / a_band[0], 1.2, atMost=True)
