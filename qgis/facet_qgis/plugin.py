"""The plug-in: a provider of Processing algorithms, and nothing else."""

from qgis.core import QgsApplication

from .provider import FacetProvider


class FacetPlugin:
    def __init__(self, iface):
        # None if qgis_process runs it: nothing here needs a window.
        self.iface = iface
        self.provider = None

    def initProcessing(self):
        self.provider = FacetProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()

    def unload(self):
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
