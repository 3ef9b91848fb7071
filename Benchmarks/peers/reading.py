"""Reading windows of cubes to pixel order."""
import os
import statistics

import h5py
import numpy as np

from sides import alternate, spread, timed


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
