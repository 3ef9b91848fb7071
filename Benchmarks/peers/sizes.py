"""Peak memory and time of the program itself, by the size of its task."""
import json
import os
import shutil
import subprocess
import sys


# A process of its own, for a child's peak counts from what its parent held when it began.
WATCH = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, timeout=float(sys.argv[1]))
print(json.dumps([status.returncode, time.perf_counter() - start,
                  resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))
"""


def run(*words, limit=900):
    """Seconds and peak resident MiB of a command, which is ended after `limit` seconds."""
    watch = subprocess.run([sys.executable, "-S", "-c", WATCH, str(limit), *words],
                           capture_output=True, text=True)
    status, seconds, peak = json.loads(watch.stdout) if watch.stdout else (None, 0, 0)
    if status != 0:
        said = watch.stderr.strip().splitlines()
        raise RuntimeError(f"{' '.join(words[:3])} …: {said[-1] if said else status}")
    return seconds, peak


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


def classify(options, model, scene, *more, limit=900):
    """The program as a user runs it, start included, by the network alone unless told."""
    target = os.path.join(options.folder, "big.tif")
    found = run(options.facet, "classify", model, "--scene", scene, "-o", target, "--threads",
                str(options.threads), *(more or ("--no-walk",)), limit=limit)
    os.remove(target)
    return found


def memory(facet, table, options):
    small, _ = simulated(options, "small.h5", 200, 100)
    model = trained(options, "big-run", small)
    side = options.side
    big, simulating = simulated(options, "big.h5", side, 100)
    mapping = classify(options, model, big)
    os.remove(big)
    table.share(f"peak resident memory of `classify`, {side}×{side}×100", f"{mapping[1]:.0f} MiB",
                "1.2 GB, model included (MiB / 1144)", mapping[1] / 1144, 1, atMost=True)
    table.share("the same of `simulate`", f"{simulating[1]:.0f} MiB", "the same",
                simulating[1] / 1144, 1, atMost=True)


def sparse(options, rows, columns, bands):
    """An ENVI file of zeros, by pixel, that takes no room on the disk."""
    path = os.path.join(options.folder, "sparse.img")
    with open(path, "wb") as file:
        file.truncate(rows * columns * bands * 4)
    with open(os.path.join(options.folder, "sparse.hdr"), "w") as file:
        file.write(f"ENVI\nsamples = {columns}\nlines = {rows}\nbands = {bands}\nheader offset"
                   " = 0\ndata type = 4\ninterleave = bip\nbyte order = 0\n")
    return path


def large(facet, table, options):
    """Map time by pixels, 1e4 to 1e8, the largest scenes 8 and 40 GB: 7 and 35 times 1.2 GB.

    A size that would take longer than what is left of the time is not begun; the row says so.
    """
    bands = 100
    small, _ = simulated(options, "small.h5", 200, bands)
    model = trained(options, "big-run", small)
    a_pixel = {}
    for count in options.pixels:
        columns = min(2500, int(count ** 0.5))
        rows = int(count) // columns
        pixels = rows * columns
        gigabytes = pixels * bands * 4 / 1e9
        name = f"`classify` of {rows}×{columns}×{bands} float32, {gigabytes:.3g} GB (sparse file)"
        # By the largest so far, in which the start of the program counts least.
        expected = list(a_pixel.values())[-1] * pixels if pixels > 1e6 else 0
        if expected > options.left():
            table.note(name, f"not measured: some {expected:.0f} s, {options.left():.0f} s were left")
            continue
        path = sparse(options, rows, columns, bands)
        rounds = [classify(options, model, path, limit=max(60, options.left()))
                  for _ in range(options.rounds if pixels <= 1e6 else 1)]
        os.remove(path)
        seconds = sorted(found[0] for found in rounds)[len(rounds) // 2]
        peak = max(found[1] for found in rounds)
        a_pixel[pixels] = seconds / pixels
        table.share(name, f"{seconds:.3g} s, {peak:.0f} MiB", "1.2 GB, model included (MiB / 1144)",
                    peak / 1144, 1, atMost=True)
    linear = [pixels for pixels in a_pixel if pixels >= options.linear_from]
    if len(linear) > 1:
        table.share(f"time a pixel of `classify` from {min(linear):.0e} to {max(linear):.0e} pixels, "
                    "start included",
                    ", ".join(f"{1e6 * a_pixel[pixels]:.2f} µs" for pixels in linear),
                    "the last by the first: linear is 1", a_pixel[max(linear)] / a_pixel[min(linear)],
                    1.2, atMost=True)


def growth(facet, table, options):
    """Training time by labelled pixels, map time by bands."""
    scene, _ = simulated(options, "growth.h5", options.side // 3, 100)
    a_pixel = []
    for count in options.counts:
        folder = trained(options, "growth-run", scene, count, epochs=3)
        with open(os.path.join(folder, "run.json")) as file:
            record = json.load(file)
        # The first epoch finds everything cold.
        epochs = record["phases"]["pretrain"]["epochs"]
        a_pixel.append((epochs[-1]["seconds"] - epochs[0]["seconds"]) / record["trainPixels"]
                       / (len(epochs) - 1))
    table.share("training time a labelled pixel and epoch, "
                f"{', '.join(map(str, options.counts))} a class",
                ", ".join(f"{1e6 * t:.0f} µs" for t in a_pixel),
                "the last by the first: linear is 1 or less", a_pixel[-1] / a_pixel[0], 1.2,
                atMost=True)
    os.remove(scene)
    a_band = []
    side = options.side * 2 // 3
    for bands in (50, 100, 200):
        small, _ = simulated(options, "small.h5", 200, bands)
        model = trained(options, "growth-run", small)
        scene = sparse(options, side, side, bands)
        rounds = sorted(classify(options, model, scene)[0] for _ in range(options.rounds))
        a_band.append(rounds[len(rounds) // 2] / bands / side ** 2)
        os.remove(scene)
    table.share(f"time of `classify` a pixel and band, {side}²×50, ×100, ×200",
                ", ".join(f"{1e9 * t:.1f} ns" for t in a_band),
                "the last by the first: linear is 1 or less", a_band[-1] / a_band[0], 1.2, atMost=True)
