"""The scene as the peers hold it: in memory, standardised, its border mirrored."""
import h5py
import numpy as np
import torch


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
