"""Hyperspectral scenes to trustworthy class maps.

    import facet

    run = facet.train("scene.h5", labels="survey.gpkg", output="runs/scene")
    map = run.classify("scene.h5")          # xarray.DataArray with CRS, class names and colours
    print(run.report()["overallAccuracy"])

Everything is done by the program ``facet``, so that results are those of the command line. Scenes
are named by path, or given as numpy arrays (rows, columns, bands) and xarray cubes. Progress is
shown in a notebook's cell or on the terminal; an interrupt stops the program as Ctrl-C does, and a
training leaves its checkpoint.
"""

from ._program import FacetError, program, version
from ._run import Run, open_run, train
from ._scene import baseline, inspect, simulate, spectrum, split

__all__ = [
    "FacetError",
    "Run",
    "baseline",
    "inspect",
    "open_run",
    "program",
    "simulate",
    "spectrum",
    "split",
    "train",
    "version",
]
__version__ = version()
