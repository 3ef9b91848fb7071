"""Scenes in memory become files, without a second copy in memory."""

from __future__ import annotations

import contextlib
import os
import pathlib
import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np

# A scene: a path, a numpy array (rows, columns, bands), or an xarray cube.
Scene = Any


@contextlib.contextmanager
def scene_path(
    scene: Scene,
    *,
    wavelengths: Any = None,
    labels: Any = None,
    keep: str | os.PathLike[str] | None = None,
) -> Iterator[str]:
    """Path of a scene; what is in memory is written to an HDF5 file for the time.

    Args:
        scene: a path, an array (rows, columns, bands), or an ``xarray.DataArray`` with dimensions
            named like y, x and band (in any order), whose coordinates and CRS are taken along.
        wavelengths: in nm, one a band; an xarray cube's own by default.
        labels: an array (rows, columns) of class numbers, 0 for none.
        keep: file to keep the scene in, such as one that a run names as its own.
    """
    if isinstance(scene, (str, os.PathLike)):
        yield os.fspath(scene)
        return
    if keep is not None:
        path = pathlib.Path(keep)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_scene(path, scene, wavelengths, labels)
        yield str(path)
        return
    with tempfile.TemporaryDirectory(prefix="facet-") as folder:
        path = pathlib.Path(folder) / "scene.h5"
        write_scene(path, scene, wavelengths, labels)
        yield str(path)


def write_scene(
    path: str | os.PathLike[str], scene: Scene, wavelengths: Any = None, labels: Any = None
) -> None:
    """Writes a cube from memory as an HDF5 file that Facet reads.

    Rows are written block by block, so that a view in another order, or a cube that dask computes,
    needs no copy of the whole.
    """
    import h5py

    values, found, place = _parts(scene)
    if wavelengths is None:
        wavelengths = found
    rows, columns, bands = values.shape
    kind = np.dtype(getattr(values, "dtype", np.float32))
    if kind.kind not in "iuf" or kind.itemsize > 4:
        kind = np.dtype(np.float32)
    temporary = f"{os.fspath(path)}.part"
    try:
        with h5py.File(temporary, "w") as file:
            file.attrs["software"] = "Facet"
            cube = file.create_dataset(
                "cube", (rows, columns, bands), kind, chunks=(min(rows, 16), min(columns, 64), bands)
            )
            cube.attrs["axes"] = "row,column,band"
            step = max(16, (64 << 20) // max(1, columns * bands * kind.itemsize) // 16 * 16)
            for start in range(0, rows, step):
                cube[start : start + step] = np.asarray(values[start : start + step])
            if wavelengths is not None:
                centres = np.asarray(wavelengths, dtype=np.float64)
                if centres.shape != (bands,):
                    raise ValueError(f"{centres.shape} wavelengths for {bands} bands")
                file["wavelength"] = centres
                file["wavelength"].attrs["units"] = "nm"
            if labels is not None:
                classes = np.asarray(labels)
                if classes.shape != (rows, columns):
                    raise ValueError(
                        f"labels of {classes.shape} for a scene of {rows} rows and {columns} columns"
                    )
                file["labels"] = classes.astype(np.int32)
            if place is not None:
                crs, transform = place
                grid = file.create_dataset("crs", (), np.int32)
                grid.attrs["crs_wkt"] = crs
                grid.attrs["GeoTransform"] = " ".join(repr(float(number)) for number in transform)
                cube.attrs["grid_mapping"] = "crs"
                if labels is not None:
                    file["labels"].attrs["grid_mapping"] = "crs"
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _parts(scene: Scene) -> tuple[Any, Any, tuple[str, list[float]] | None]:
    """Values (rows, columns, bands), wavelengths in nm and place of a cube in memory."""
    if not hasattr(scene, "dims"):
        values = scene if hasattr(scene, "shape") else np.asarray(scene)
        if len(values.shape) != 3:
            raise ValueError(f"a scene has rows, columns and bands, not the shape {values.shape}")
        return values, None, None
    names = {
        "row": ("y", "row", "rows", "lat", "latitude", "northing"),
        "column": ("x", "column", "columns", "col", "lon", "longitude", "easting"),
        "band": ("band", "bands", "wavelength", "wavelengths", "wl"),
    }
    order = []
    for axis, known in names.items():
        match = [dim for dim in scene.dims if str(dim).lower() in known]
        if len(match) != 1:
            raise ValueError(
                f"which dimension is the {axis}? Of {tuple(scene.dims)} rename one to "
                f"{known[0]!r}"
            )
        order.append(match[0])
    cube = scene.transpose(*order)
    wavelengths = _wavelengths(scene, order[2])
    place = None
    rio = _rio(scene, order)
    if rio is not None and rio.crs is not None:
        place = (rio.crs.to_wkt(), list(rio.transform().to_gdal()))
    # .data and not .values: what dask holds is computed block by block.
    return cube.data, wavelengths, place


def _wavelengths(scene: Scene, band: Any) -> Any:
    for name in ("wavelength", "wavelengths", "wl"):
        if name in scene.coords and scene.coords[name].dims == (band,):
            found = scene.coords[name]
            unit = str(found.attrs.get("units", "")).lower()
            scale = 1000.0 if unit in ("um", "µm", "μm", "micrometer", "micrometers") else 1.0
            return np.asarray(found.values, dtype=np.float64) * scale
    return None


def _rio(scene: Scene, order: list[Any]) -> Any:
    try:
        import rioxarray  # noqa: F401
    except ImportError:
        return None
    try:
        return scene.rio.set_spatial_dims(x_dim=order[1], y_dim=order[0]).rio
    except Exception:  # a cube without a grid has no place
        return None
