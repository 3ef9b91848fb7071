"""What PyQGIS reads of the results, what the plug-in costs, and whether Cancel stops in time."""

import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsRasterLayer,
)

folder, facet = pathlib.Path(sys.argv[1]), sys.argv[2]
application = QgsApplication([], False)
application.initQgis()

# Palette, names and CRS of the map.
layer = QgsRasterLayer(str(folder / "map.tif"), "map")
assert layer.isValid()
assert layer.crs().authid().startswith("EPSG:326"), layer.crs().authid()
renderer = layer.renderer()
assert isinstance(renderer, QgsPalettedRasterRenderer), renderer
classes = {one.value: (one.label, one.color.name()) for one in renderer.classes()}
assert classes[1][0] == "Winter wheat", classes
assert classes[1][1] == "#2233bb", classes
assert len([name for name, _ in classes.values() if name]) >= 4, classes
print("map:", layer.crs().authid(), classes)

# The plug-in's own time beside the program's.
from facet_qgis.provider import FacetProvider  # noqa: E402

began = time.monotonic()
provider = FacetProvider()
provider.setParent(application)
QgsApplication.processingRegistry().addProvider(provider)
loaded = time.monotonic() - began
context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
algorithm = QgsApplication.processingRegistry().algorithmById("facet:inspect").create()
began = time.monotonic()
algorithm.run({"SCENE": str(folder / "scene.h5")}, context, feedback)
whole = time.monotonic() - began
began = time.monotonic()
subprocess.run([facet, "inspect", str(folder / "scene.h5"), "--json"], capture_output=True)
alone = time.monotonic() - began
print(f"loading the provider {loaded:.2f} s; facet:inspect {whole:.2f} s, facet {alone:.2f} s")

# Cancel ends a training within 2 s and leaves a checkpoint.
algorithm = QgsApplication.processingRegistry().algorithmById("facet:train").create()
target = folder / "cancelled"


class Impatient(QgsProcessingFeedback):
    """Cancels when the training is under way."""

    asked = None

    def setProgressText(self, text):
        if self.asked is None and text.startswith("pretrain") and (target / "run.json").exists():
            self.asked = time.monotonic()
            self.cancel()


feedback = Impatient()
results, isDone = algorithm.run(
    {
        "SCENE": str(folder / "scene.h5"),
        "OUTPUT": str(target),
        "SET": "pretrain.epochs=100000\nnetwork.window=5\nnetwork.width=8\nnetwork.reduce=8",
    },
    context,
    feedback,
)
seconds = time.monotonic() - feedback.asked
left = sorted(path.name for path in target.iterdir())
print(f"cancelled in {seconds:.2f} s, leaving {left}")
assert not isDone
assert any("checkpoint" in name for name in left), left
assert seconds < 2, seconds
