"""Toolbox → Facet."""

import pathlib

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithm import FacetAlgorithm
from .program import Program

# The commands that are shown, and what the toolbox calls them.
COMMANDS = {
    "inspect": "Inspect",
    "split": "Split",
    "train": "Train",
    "classify": "Classify",
    "report": "Report",
    "baseline": "Baseline",
    "add-class": "Add class",
    "similar": "Similar",
    "embed": "Embed",
}


class FacetProvider(QgsProcessingProvider):
    def id(self):
        return "facet"

    def name(self):
        return "Facet"

    def longName(self):
        return "Facet: hyperspectral class maps"

    def icon(self):
        return QIcon(str(pathlib.Path(__file__).parent / "icon.svg"))

    def loadAlgorithms(self):
        program = Program.find()
        for command, title in COMMANDS.items():
            self.addAlgorithm(FacetAlgorithm(program, command, title))
