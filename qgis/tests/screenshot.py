"""Pictures of the dialogs, for people to look at: xvfb-run python3 screenshot.py FOLDER [NAME…]"""

import pathlib
import sys

sys.path[:0] = ["/usr/share/qgis/python/plugins", str(pathlib.Path(__file__).resolve().parents[1])]

from qgis.core import QgsApplication  # noqa: E402

application = QgsApplication([], True)
application.initQgis()

import qgis.utils  # noqa: E402
from qgis.gui import QgsMapCanvas  # noqa: E402
from qgis.PyQt.QtWidgets import QMainWindow  # noqa: E402


class Window:
    """As much of QGIS's window as a dialog asks for."""

    def __init__(self):
        self.window, self.canvas = QMainWindow(), QgsMapCanvas()

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def __getattr__(self, name):
        return lambda *arguments: None


qgis.utils.iface = Window()

from facet_qgis.provider import FacetProvider  # noqa: E402
from processing.gui.AlgorithmDialog import AlgorithmDialog  # noqa: E402

provider = FacetProvider()
QgsApplication.processingRegistry().addProvider(provider)
folder = pathlib.Path(sys.argv[1])
for name in sys.argv[2:] or ["classify", "train"]:
    algorithm = QgsApplication.processingRegistry().algorithmById(f"facet:{name}").create()
    dialog = AlgorithmDialog(algorithm, False, qgis.utils.iface.window)
    dialog.resize(1000, 900)
    dialog.show()
    application.processEvents()
    assert dialog.grab().save(str(folder / f"{name}.png"))
