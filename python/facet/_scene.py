"""What is asked of a scene, without a run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from ._cube import Scene, scene_path
from ._program import call


def inspect(
    scene: Scene,
    *,
    labels: str | Sequence[str] | None = None,
    statistics: bool = False,
    wavelengths: Any = None,
) -> dict[str, Any]:
    """What is in a scene: shape, axes, wavelengths, place, labels by class.

    Args:
        scene: a path, an array (rows, columns, bands) or an xarray cube.
        labels: a dataset, raster or vector file; the scene's own by default.
        statistics: whether the whole cube is read, for masked values and the range of each band.
        wavelengths: of an array, in nm.
    """
    with scene_path(scene, wavelengths=wavelengths) as path:
        words = ["inspect", path, *label_words(labels)]
        if statistics:
            words.append("--statistics")
        result: dict[str, Any] = call(words, quiet=True)
        return result


def spectrum(
    scene: Scene, row: int, column: int, *, wavelengths: Any = None
) -> tuple[np.ndarray[Any, Any] | None, np.ndarray[Any, Any]]:
    """Wavelengths in nm, if the scene states them, and the values of one pixel.

    Args:
        scene: a path, an array (rows, columns, bands) or an xarray cube.
        row: from 0.
        column: from 0.
    """
    with scene_path(scene, wavelengths=wavelengths) as path:
        found = call(["inspect", path, "--pixel", f"{row},{column}"], quiet=True)
    pixel = found["pixel"]
    values = np.array(
        [np.nan if value is None else value for value in pixel["values"]], dtype=np.float64
    )
    centres = pixel.get("wavelengths") or found.get("wavelengths")
    return (None if centres is None else np.asarray(centres, dtype=np.float64)), values


def split(
    scene: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    labels: str | Sequence[str] | None = None,
    **options: Any,
) -> list[dict[str, Any]]:
    """Divides labelled pixels, as ``facet split``: ``per_class=20``, ``blocks=15, folds=5``, …

    Returns:
        for each split that was written its file, pixels of each class and leakage.
    """
    words = ["split", os.fspath(scene), "-o", os.fspath(output), *label_words(labels)]
    result: list[dict[str, Any]] = call([*words, *option_words(options)])["splits"]
    return result


def simulate(output: str | os.PathLike[str], **options: Any) -> dict[str, Any]:
    """Writes a simulated scene with the truth of every pixel: ``rows=160, bands=120, seed=0``, …"""
    result: dict[str, Any] = call(["simulate", "-o", os.fspath(output), *option_words(options)])
    return result


def baseline(
    method: str, ground: str | os.PathLike[str], *, quiet: bool = False, **options: Any
) -> dict[str, Any]:
    """Judges a yardstick, as ``facet baseline``: ``facet.baseline("svm", "runs/ip")``.

    Returns:
        its report: accuracy, confusion, figures of each class.
    """
    words = ["baseline", method, os.fspath(ground), *option_words(options)]
    result: dict[str, Any] = call(words, quiet=quiet)
    return result


def label_words(labels: str | os.PathLike[str] | Sequence[str] | None) -> list[str]:
    if labels is None:
        return []
    if isinstance(labels, (str, os.PathLike)):
        labels = [os.fspath(labels)]
    return [word for place in labels for word in ("--labels", os.fspath(place))]


def option_words(options: dict[str, Any]) -> list[str]:
    """``per_class=20, json=True`` as the command line writes it; None and False leave out."""
    words: list[str] = []
    for name, value in options.items():
        written = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            words.append(written)
        elif isinstance(value, (list, tuple)):
            words += [word for one in value for word in (written, str(one))]
        else:
            words += [written, str(value)]
    return words
