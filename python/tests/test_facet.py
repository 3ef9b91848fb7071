"""Real calls of the program. Run by `make check-python`, or:

    FACET=.build/release/facet PYTHONPATH=python python3 -m unittest discover python/tests
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import numpy as np

import facet
from facet._program import call

try:
    import xarray
except ImportError:
    xarray = None
try:
    import rioxarray  # noqa: F401
except ImportError:
    rioxarray = None
try:
    import torch  # noqa: F401

    import facet.torch
except ImportError:
    torch = None

TINY = {
    "split.count": 20,
    "network.window": 5,
    "network.features": 16,
    "network.factors": 6,
    "pretrain.epochs": 2,
    "pretrain.batch": 16,
    "finetune.epochs": 1,
    "finetune.perClass": 4,
}
NARROW = {"network.reduce": 8, "network.width": 6}


class FacetTest(unittest.TestCase):
    """A scene of 40×36 pixels, 16 bands and 3 classes, and a run on it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        cls.scene = cls.path / "scene.h5"
        facet.simulate(cls.scene, rows=40, columns=36, bands=16, classes=3)
        cls.run_ = facet.train(
            cls.scene, output=cls.path / "run", settings={**TINY, **NARROW}, quiet=True, threads=1
        )

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def cube(self):
        import h5py

        with h5py.File(self.scene) as file:
            return file["reflectance"][...], file["labels"][...], file["wavelength"][...]


class RunTest(FacetTest):
    def test_inspect_and_spectrum(self):
        found = facet.inspect(self.scene)
        self.assertEqual((found["rows"], found["columns"], found["bands"]), (40, 36, 16))
        values, _, wavelengths = self.cube()
        centres, spectrum = facet.spectrum(self.scene, 7, 9)
        np.testing.assert_allclose(centres, wavelengths, rtol=1e-6)
        np.testing.assert_allclose(spectrum, values[7, 9] * 1e-4, rtol=1e-4, atol=1e-6)
        # An array holds plain numbers, in whatever order it lies in memory.
        turned = np.asfortranarray(values)
        _, same = facet.spectrum(turned, 7, 9)
        np.testing.assert_array_equal(same, values[7, 9])

    def test_record_and_report(self):
        self.assertGreater(self.run_.record["trainPixels"], 0)
        self.assertEqual(len(self.run_.classes), 3)
        report = self.run_.report(self.path / "report", quiet=True)
        self.assertIn("confusion", report)
        self.assertTrue((self.path / "report/report.html").exists())

    @unittest.skipIf(xarray is None, "without xarray")
    def test_classify(self):
        found = self.run_.classify(quiet=True, confidence=True)
        table = found["map"]
        self.assertEqual(table.dims, ("y", "x"))
        self.assertEqual(table.shape, (40, 36))
        self.assertEqual(table.attrs["class_names"], self.run_.classes)
        self.assertTrue(all(c.startswith("#") for c in table.attrs["class_colours"]))
        self.assertLessEqual(set(np.unique(table)), {1, 2, 3})
        self.assertLessEqual(float(found["confidence"].max()), 1)
        # What the command line writes.
        call(["classify", str(self.run_.folder), "-o", str(self.path / "m.h5")], quiet=True)
        import h5py

        with h5py.File(self.path / "m.h5") as file:
            np.testing.assert_array_equal(file["map"][...], table.values)
            np.testing.assert_allclose(file["x"][...], table["x"].values)

    @unittest.skipIf(rioxarray is None, "without rioxarray")
    def test_place_goes_there_and_back(self):
        table = self.run_.classify(quiet=True)
        self.assertEqual(table.rio.crs.to_epsg(), 32632)
        values, labels, wavelengths = self.cube()
        cube = xarray.DataArray(
            np.moveaxis(values, 2, 0).astype(np.float32) * np.float32(1e-4),
            dims=("wavelength", "y", "x"),
            coords={"wavelength": wavelengths, "y": table["y"], "x": table["x"]},
        ).rio.write_crs(table.rio.crs)
        found = facet.inspect(cube)
        self.assertEqual(found["bands"], 16)
        mapped = self.run_.classify(cube, quiet=True, walk=False)
        self.assertEqual(mapped.rio.crs, table.rio.crs)
        np.testing.assert_allclose(mapped["y"], table["y"])
        alone = self.run_.classify(self.scene, quiet=True, no_walk=True)
        self.assertGreater(float((mapped.values == alone.values).mean()), 0.99)

    @unittest.skipIf(xarray is None, "without xarray")
    def test_arrays_in_memory_train(self):
        values, labels, wavelengths = self.cube()
        run = facet.train(
            values,
            labels,
            wavelengths=wavelengths,
            output=self.path / "memory",
            settings={**TINY, **NARROW},
            quiet=True,
        )
        table = run.classify(quiet=True)
        self.assertEqual(table.shape, labels.shape)
        with self.assertRaises(ValueError):
            facet.inspect(values[0])

    def test_embed_and_similar(self):
        features = self.run_.embed(quiet=True)
        self.assertEqual(features.shape, (40, 36, 6))
        distance = self.run_.similar(pixel=(3, 4), quiet=True)
        self.assertEqual(distance.shape, (40, 36))
        self.assertLess(distance[3, 4], 1e-3)

    def test_errors_are_the_programs(self):
        with self.assertRaises(facet.FacetError) as caught:
            facet.inspect(self.path / "none.h5")
        self.assertEqual(caught.exception.status, 1)
        self.assertIn("none.h5", str(caught.exception))
        with self.assertRaises(facet.FacetError) as caught:
            self.run_.classify(quiet=True, reject=3)
        self.assertEqual(caught.exception.status, 64)
        with self.assertRaises(FileNotFoundError):
            facet.open_run(self.path)

    def test_progress_is_told(self):
        seen = []
        call(["classify", str(self.run_.folder), "-o", str(self.path / "p.tif")],
             progress=seen.append)
        self.assertTrue(seen and seen[-1]["done"] == seen[-1]["total"])

    def test_an_interrupt_leaves_a_checkpoint(self):
        target = self.path / "long"
        timer = threading.Timer(0, lambda: None)

        def interrupt():
            deadline = time.time() + 60
            while not (target / "run.json").exists() and time.time() < deadline:
                time.sleep(0.05)
            time.sleep(1)
            os.kill(os.getpid(), signal.SIGINT)

        timer = threading.Thread(target=interrupt)
        timer.start()
        settings = {**TINY, **NARROW, "pretrain.epochs": 100000}
        began = time.time()
        with self.assertRaises(KeyboardInterrupt):
            facet.train(self.scene, output=target, settings=settings, quiet=True, threads=1)
        timer.join()
        self.assertLess(time.time() - began, 60)
        self.assertTrue(any(target.glob("*checkpoint*")), list(target.iterdir()))


@unittest.skipIf(torch is None, "without torch")
class TwinTest(FacetTest):
    def check(self, run):
        import h5py

        target = self.path / f"p-{run.folder.name}.h5"
        call(
            ["classify", str(run.folder), "--no-walk", "-o", str(target.with_suffix(".tif")),
             "--probabilities", str(target)],
            quiet=True,
        )
        with h5py.File(target) as file:
            shares = np.moveaxis(file["probability"][...], 0, 2).astype(np.float64)
        values, _, _ = self.cube()
        logits = facet.torch.load(run).map(values * np.float32(1e-4), tile=16).astype(np.float64)
        logits -= np.log(np.exp(logits - logits.max(2, keepdims=True)).sum(2, keepdims=True))
        logits -= logits.max(2, keepdims=True)
        wanted = np.log(shares)
        wanted -= wanted.max(2, keepdims=True)
        self.assertLess(np.abs(logits - wanted).max(), 1e-4)

    def test_two_dimensions(self):
        self.check(self.run_)

    def test_other_networks(self):
        kinds = {
            "1-D": NARROW,
            "3-D": {"network.reduce": 4, "network.width": 2},
            "transformer": {"network.group": 8, "network.step": 4, "network.width": 16,
                            "network.heads": 2, "network.blocks": 4},
            "attention": {"network.width": 16, "network.heads": 2, "network.reach": 3},
        }
        for kind, options in kinds.items():
            with self.subTest(kind):
                run = facet.train(
                    self.scene,
                    output=self.path / f"run-{kind}",
                    settings={**TINY, "network.kind": kind, **options},
                    quiet=True,
                    threads=1,
                )
                self.check(run)


class MemoryTest(FacetTest):
    def test_a_cube_is_not_copied(self):
        """A large view in another order: no second copy of it is made."""
        script = (
            "import numpy as np, resource, sys\n"
            "from facet._cube import write_scene\n"
            "cube = np.ones((400, 600, 300), np.float32).transpose(2, 1, 0)\n"
            "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            f"write_scene({str(self.path / 'big.h5')!r}, cube)\n"
            "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "print(cube.nbytes >> 10, after - before)\n"
        )
        words = subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True
        ).stdout.split()
        self.assertLess(int(words[1]), int(words[0]) * 0.6)


if __name__ == "__main__":
    unittest.main()
