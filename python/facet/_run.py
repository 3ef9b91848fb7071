"""A trained run, and what it makes of scenes."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ._cube import Scene, scene_path
from ._program import call
from ._scene import label_words, option_words


def train(
    scene: Scene = None,
    labels: Any = None,
    *,
    output: str | os.PathLike[str],
    configuration: str | os.PathLike[str] | None = None,
    settings: Mapping[str, Any] | None = None,
    wavelengths: Any = None,
    resume: bool = False,
    quiet: bool = False,
    **options: Any,
) -> Run:
    """Trains a network on a scene, into a folder.

    Args:
        scene: a path, an array (rows, columns, bands) or an xarray cube; the configuration's by
            default. A scene in memory is kept as ``scene.h5`` beside the run, which needs it again.
        labels: a dataset of the scene, a raster, ``FILE.h5:/dataset``, polygons or points, or a
            list of them; with a scene in memory also an array (rows, columns), 0 for none.
        output: folder of the run.
        configuration: YAML file; the defaults suit if there is none.
        settings: values over it: ``{"split.count": 20, "pretrain.epochs": 30}``.
        wavelengths: of an array, in nm.
        resume: whether the run in the folder is gone on with, after an interrupt.
        quiet: whether nothing is shown.
        options: others of ``facet train``: ``seed=1``, ``threads=4``, ``device="cpu"``.

    Raises:
        FacetError: with the program's own words.
        KeyboardInterrupt: after an interrupt; a checkpoint is left, and ``resume=True`` goes on.
    """
    words: list[str | os.PathLike[str]] = ["train", "-o", output]
    if resume:
        call([*words, "--resume", *option_words(options)], quiet=quiet)
        return Run(output)
    if configuration is not None:
        words.insert(1, configuration)
    for key, value in (settings or {}).items():
        words += ["--set", f"{key}={value if isinstance(value, str) else json.dumps(value)}"]
    words += option_words(options)
    if scene is None or isinstance(scene, (str, os.PathLike)):
        words += [] if scene is None else ["--scene", scene]
        call([*words, *label_words(labels)], quiet=quiet)
        return Run(output)
    folder = pathlib.Path(output)
    kept = folder.parent / f"{folder.name}-scene.h5"
    given = labels if hasattr(labels, "shape") else None
    with scene_path(scene, wavelengths=wavelengths, labels=given, keep=kept) as path:
        places = ["/labels"] if given is not None else labels
        call([*words, "--scene", path, *label_words(places)], quiet=quiet)
    return Run(output)


def open_run(folder: str | os.PathLike[str]) -> Run:
    """The run in a folder.

    Raises:
        FileNotFoundError: if there is none.
    """
    return Run(folder)


class Run:
    """A trained run: a folder with model, split, configuration and record.

    Attributes:
        folder: where it is.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = pathlib.Path(folder)
        if not (self.folder / "run.json").exists():
            raise FileNotFoundError(f"{folder} holds no run: there is no run.json")

    def __repr__(self) -> str:
        return f"facet.Run({str(self.folder)!r})"

    @property
    def record(self) -> dict[str, Any]:
        """What the run was made of and how it went."""
        result: dict[str, Any] = json.loads((self.folder / "run.json").read_text())
        return result

    @property
    def card(self) -> dict[str, Any]:
        """What the model knows of itself: design, classes, wavelengths, scaling of the bands."""
        from ._weights import read_card

        return read_card(self.folder / "model.safetensors")

    @property
    def classes(self) -> list[str]:
        """Names of the legend."""
        return [one["name"] for one in self.card["legend"]]

    def classify(
        self,
        scene: Scene = None,
        output: str | os.PathLike[str] | None = None,
        *,
        confidence: bool = False,
        wavelengths: Any = None,
        quiet: bool = False,
        **options: Any,
    ) -> Any:
        """Labels every pixel of a scene.

        Args:
            scene: a path, an array or an xarray cube; the run's own by default.
            output: file to keep the map in, in the format that its name ends on.
            confidence: whether each pixel's confidence comes too.
            options: others of ``facet classify``: ``by="prototype"``, ``reject=0.95``, ``walk=True``.

        Returns:
            an ``xarray.DataArray`` (y, x) of the classes' codes, with coordinates and CRS if the
            scene has them; ``attrs`` hold ``class_codes``, ``class_names`` and ``class_colours``.
            With ``confidence`` an ``xarray.Dataset`` of ``map`` and ``confidence``.
        """
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="facet-"))
            path = None
            if scene is not None:
                path = stack.enter_context(scene_path(scene, wavelengths=wavelengths))
            target = pathlib.Path(folder) / "map.h5"
            words = ["classify", str(self.folder), *([] if path is None else ["--scene", path])]
            words += option_words({**options, "confidence": confidence or None})
            call([*words, "-o", str(target)], quiet=quiet)
            found = _read_map(target)
            if output is not None:
                # The same decision in the format that is wanted.
                call([*words, "-o", os.fspath(output)], quiet=True)
        return found if confidence else found["map"]

    def report(
        self, output: str | os.PathLike[str] | None = None, *, quiet: bool = False, **options: Any
    ) -> dict[str, Any]:
        """Judges the run on its test pixels; writes report.html, .json and .csv.

        Args:
            output: a file, or a folder for all three; the run's own by default.
            options: others of ``facet report``: ``honest="runs/blocks"``, ``by="nearest"``.

        Returns:
            what report.json holds.
        """
        words = ["report", str(self.folder), *option_words(options)]
        if output is not None:
            words += ["-o", os.fspath(output)]
        result: dict[str, Any] = call(words, quiet=quiet)
        return result

    def embed(
        self, scene: Scene = None, *, wavelengths: Any = None, quiet: bool = False, **options: Any
    ) -> np.ndarray[Any, Any]:
        """The metric's features of every pixel, (rows, columns, features) in float32.

        NaN for a pixel without any value.
        """
        import h5py

        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="facet-"))
            words = ["embed", str(self.folder), *option_words(options)]
            if scene is not None:
                path = stack.enter_context(scene_path(scene, wavelengths=wavelengths))
                words += ["--scene", path]
            target = f"{folder}/embedding.h5"
            call([*words, "-o", target], quiet=quiet)
            with h5py.File(target) as file:
                values: np.ndarray[Any, Any] = file["embedding"][...]
                return values

    def similar(
        self,
        scene: Scene = None,
        *,
        pixel: tuple[int, int] | None = None,
        class_name: str | None = None,
        wavelengths: Any = None,
        quiet: bool = False,
        **options: Any,
    ) -> np.ndarray[Any, Any]:
        """Distance of every pixel to one pixel (row, column), or to a class, by the metric."""
        import h5py

        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="facet-"))
            words = ["similar", str(self.folder), *option_words(options)]
            if pixel is not None:
                words += ["--pixel", f"{pixel[0]},{pixel[1]}"]
            if class_name is not None:
                words += ["--class", class_name]
            if scene is not None:
                path = stack.enter_context(scene_path(scene, wavelengths=wavelengths))
                words += ["--scene", path]
            target = f"{folder}/distance.h5"
            call([*words, "-o", target], quiet=quiet)
            with h5py.File(target) as file:
                values: np.ndarray[Any, Any] = file["distance"][...]
                return values

    def add_class(
        self,
        name: str,
        labels: str | Sequence[str],
        output: str | os.PathLike[str],
        *,
        quiet: bool = False,
        **options: Any,
    ) -> Run:
        """Teaches the run a class from a few labelled pixels, into a new run."""
        words = ["add-class", str(self.folder), "--name", name, "-o", os.fspath(output)]
        call([*words, *label_words(labels), *option_words(options)], quiet=quiet)
        return Run(output)


def _read_map(path: pathlib.Path) -> Any:
    """The HDF5 map as an ``xarray.Dataset``."""
    import h5py
    import xarray

    def text(value: Any) -> str:
        return value.decode() if isinstance(value, bytes) else str(value)

    with h5py.File(path) as file:
        stored = file["map"]
        attributes = {
            "class_codes": [int(code) for code in stored.attrs["flag_values"]],
            "class_names": [text(name) for name in stored.attrs["class_names"]],
            "class_colours": [text(colour) for colour in stored.attrs["class_colours"]],
            "unclassified": int(np.ravel(stored.attrs["_FillValue"])[0]),
        }
        coordinates = {
            name: (name, file[name][...]) for name in ("y", "x") if name in file
        }
        fields: dict[str, Any] = {"map": (("y", "x"), stored[...], attributes)}
        if "confidence" in file:
            fields["confidence"] = (("y", "x"), file["confidence"][...])
        found = xarray.Dataset(fields, coords=coordinates)
        if "crs" in file:
            wkt = file["crs"].attrs.get("crs_wkt")
            transform = file["crs"].attrs.get("GeoTransform")
            found = found.assign_coords(
                spatial_ref=xarray.Variable(
                    (),
                    0,
                    {
                        "crs_wkt": text(wkt) if wkt is not None else "",
                        "GeoTransform": text(transform) if transform is not None else "",
                    },
                )
            )
            for name in fields:
                found[name].attrs["grid_mapping"] = "spatial_ref"
        return found
