"""Dense maps: Facet from file to GeoTIFF, the peers on a scene that lies ready in memory."""
import os
import statistics

import numpy as np
import torch

from network import multiplications, twin_of
from scene import patches
from sides import alternate, spread, timed
from sizes import classify


def dense_maps(facet, table, options):
    twin, scene, card = twin_of(options)
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

        def to_file():
            # A new map: where one is replaced, ext4 waits for the disk before it renames.
            if os.path.exists(target):
                os.remove(target)
            return facet.ask("classify", target)["seconds"]
        found = alternate(
            options.rounds, facet=to_file, network=facet.time("map"),
            matrix=product, dense=timed(lambda: twin(scene).argmax(-1)),
            last=timed(lambda: twin(last).argmax(-1)), patch=timed(by_patch))
    pixels = rows * columns
    work = f"map of {rows}×{columns}×{scene.shape[1]}, r={window}"
    by_patch = [seconds * pixels / sample for seconds in found["patch"]]
    by_patch_name = f"PyTorch patch by patch, batches of {batch} (from {sample} pixels)"
    for name, own in ((", file to GeoTIFF", found["facet"]), (", file to memory", found["network"])):
        table.add(work + name, own, by_patch_name, by_patch, 50)
        table.add("the same", own, "PyTorch dense, default layout", found["dense"], 1.5)
        table.add("the same", own, "PyTorch dense, channels last", found["last"], 1.1)
    flops = 2 * multiplications(twin, rows, columns, window)
    machine = 2 * 4096 ** 3 / statistics.median(found["matrix"])
    of = flops / statistics.median(found["facet"])
    table.share("the same, FLOP rate", f"{of / 1e9:.0f} GFLOP/s",
                f"matrix product 4096³, {machine / 1e9:.0f} GFLOP/s", of / machine, 0.75)
    of = flops / statistics.median(found["network"])
    table.share("file to memory, FLOP rate", f"{of / 1e9:.0f} GFLOP/s", "the same", of / machine, 0.75)
    print(f"largest difference of the logits: {difference:.2g}", flush=True)
    for more, walk in (("--no-walk", "the network alone"), ("--walk", "the random walk behind it")):
        whole = [classify(options, options.run, options.scene, more)[0]
                 for _ in range(options.rounds)]
        table.note(f"`facet classify {more}` of the same, start of the program included",
                   spread(whole), f"{walk}: no peer")
