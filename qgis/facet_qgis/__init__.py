"""Facet in QGIS's Processing toolbox."""


def classFactory(iface):  # the name is QGIS's
    from .plugin import FacetPlugin

    return FacetPlugin(iface)
