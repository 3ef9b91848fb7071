"""Writes labels, libraries and cubes by the programs that users have, not by Facet.

    write.py FOLDER

remotior-sensus 0.8.0 writes training.scpx, h5py strokes.ilp as ilastik's serializers lay it out,
SPy (spectral) library.sli with its header, numpy cube.npz. All are of the scene scene.tif, which GDAL
writes: 10 rows and 12 columns of 30 m in UTM zone 33 north, upper left corner (500000, 5800000), 6
bands. truth.json says what each holds. `make check-interchange` runs it and reads all of it back;
Tests/ScenesTests/Fixtures has the small files of one run.
"""
import json
import sys

import h5py
import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ROWS, COLUMNS, BANDS = 10, 12, 6
WAVELENGTHS = [450.0, 550.5, 650.25, 750.0, 850.0, 950.0]
WIDTHS = [20.0, 22.0, 24.0, 26.0, 28.0, 30.0]
# Name, number of the macroclass, name of the class and its number; columns and rows of its corners.
POLYGONS = [
    ("Forest", 3, "Oak", 31, (1, 1, 4, 4)),
    ("Forest", 3, "Beech", 32, (5, 1, 8, 4)),
    ("Water", 7, "Lake", 71, (1, 6, 11, 9)),
]


def system():
    found = osr.SpatialReference()
    found.ImportFromEPSG(32633)
    found.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return found


def box(left, top, right, bottom):
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    text = ",".join(f"{500000 + 30 * x!r} {5800000 - 30 * y!r}" for x, y in corners)
    return ogr.CreateGeometryFromWkt(f"POLYGON(({text}))")


def numbers(by):
    """The number of each pixel's polygon, 0 for none."""
    labels = numpy.zeros((ROWS, COLUMNS), int)
    for name, macroclass, own, code, (left, top, right, bottom) in POLYGONS:
        labels[top:bottom, left:right] = macroclass if by == "macroclass" else code
    return labels.tolist()


def write_scene(folder):
    values = numpy.random.default_rng(1).random((ROWS, COLUMNS, BANDS)).astype("float32")
    scene = gdal.GetDriverByName("GTiff").Create(
        f"{folder}/scene.tif", COLUMNS, ROWS, BANDS, gdal.GDT_Float32)
    scene.SetGeoTransform((500000, 30, 0, 5800000, 0, -30))
    scene.SetProjection(system().ExportToWkt())
    for band in range(BANDS):
        scene.GetRasterBand(band + 1).WriteArray(values[:, :, band])
    scene = None
    return values


def write_scp(folder):
    import remotior_sensus

    source = ogr.GetDriverByName("GPKG").CreateDataSource(f"{folder}/polygons.gpkg")
    layer = source.CreateLayer("polygons", system(), ogr.wkbPolygon)
    for name, kind in [("mc", ogr.OFTInteger), ("c", ogr.OFTInteger), ("mcname", ogr.OFTString),
                       ("cname", ogr.OFTString)]:
        layer.CreateField(ogr.FieldDefn(name, kind))
    for name, macroclass, own, code, corners in POLYGONS:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["mc"], feature["c"], feature["mcname"], feature["cname"] = (
            macroclass, code, name, own)
        feature.SetGeometry(box(*corners))
        layer.CreateFeature(feature)
    layer = source = None
    session = remotior_sensus.Session(n_processes=1, available_ram=500)
    sets = session.bandset_catalog()
    sets.create_bandset(paths=[f"{folder}/scene.tif"], bandset_number=1)
    catalog = session.spectral_signatures_catalog(bandset=sets.get_bandset(1))
    catalog.import_vector(
        f"{folder}/polygons.gpkg", macroclass_field="mc", class_field="c",
        macroclass_name_field="mcname", class_name_field="cname", calculate_signature=False)
    for number, colour in [(3, "#106030"), (7, "#2040ff")]:
        catalog.macroclasses_color_string[number] = colour
    catalog.save(f"{folder}/training.scpx")
    session.close()


def write_ilastik(folder):
    tags = lambda keys: json.dumps({"axes": [
        {"key": key, "typeFlags": 2 if key in "xyz" else 1, "resolution": 0, "description": ""}
        for key in keys]})
    labels = numpy.zeros((ROWS, COLUMNS), "uint8")
    labels[2, 1:9] = 1
    labels[5:8, 10] = 2
    with h5py.File(f"{folder}/strokes.ilp", "w") as project:
        project["ilastikVersion"] = b"1.4.0"
        project["workflowName"] = b"Pixel Classification"
        raw = project.create_group("Input Data/infos/lane0000/Raw Data")
        raw["filePath"] = b"scene.h5/cube"
        raw["nickname"] = b"scene"
        raw["shape"] = numpy.array([ROWS, COLUMNS, BANDS])
        raw["axistags"] = tags("yxc").encode()
        pixels = project.create_group("PixelClassification")
        pixels["LabelNames"] = numpy.array(["field path".encode(), "Fluß".encode()])
        pixels["LabelColors"] = numpy.array([[255, 225, 25], [0, 130, 200]])
        lane = pixels.create_group("LabelSets/labels000")
        # ilastik stores the boxes of 5 × 6 pixels that have a label.
        place = 0
        for top in range(0, ROWS, 5):
            for left in range(0, COLUMNS, 6):
                part = labels[top:top + 5, left:left + 6]
                if not part.any():
                    continue
                block = lane.create_dataset(f"block{place:04d}", data=part[:, :, None])
                block.attrs["blockSlice"] = (
                    f"[{top}:{top + part.shape[0]},{left}:{left + part.shape[1]},0:1]".encode())
                block.attrs["axistags"] = tags("yxc")
                place += 1
        pixels["ClassifierForests/known_labels"] = numpy.array([1, 2])
    return labels.tolist()


def write_library(folder):
    from spectral.io import envi

    spectra = numpy.random.default_rng(2).random((4, BANDS)).astype("float32")
    names = ["oak, old", "oak, young", "lake", "soil"]
    header = {
        "wavelength": WAVELENGTHS, "wavelength units": "Nanometers", "fwhm": WIDTHS,
        "spectra names": names,
    }
    library = envi.SpectralLibrary(spectra, {**header, "file type": "ENVI Spectral Library"}, [])
    library.names = [name.replace(",", ";") for name in names]
    library.bands.centers, library.bands.bandwidths = WAVELENGTHS, WIDTHS
    library.bands.band_unit = "nm"
    library.save(f"{folder}/library", "Four spectra")
    return {"names": library.names, "spectra": spectra.tolist()}


def main(folder):
    values = write_scene(folder)
    write_scp(folder)
    strokes = write_ilastik(folder)
    numpy.savez_compressed(f"{folder}/cube.npz", cube=values, wavelength=numpy.array(WAVELENGTHS))
    truth = {
        "macroclasses": numbers("macroclass"), "classes": numbers("class"), "strokes": strokes,
        "library": write_library(folder), "wavelengths": WAVELENGTHS, "widths": WIDTHS,
        "cube": values.tolist(),
    }
    with open(f"{folder}/truth.json", "w") as file:
        json.dump(truth, file)


if __name__ == "__main__":
    main(sys.argv[1])
