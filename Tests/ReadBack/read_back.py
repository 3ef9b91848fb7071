"""Reads scenes with other libraries than Facet's and compares what both make of them.

    read_back.py CASES.json

CASES.json is a list of {name, format, path, cube, rows, columns, bands, wavelengths, transform,
places}, where `cube` names a file of float64 in pixel order that Facet read from `path`, and
`places` the pixel of the image behind each cell of an orthorectified grid, as far as there are any.
Prints one line for each case; ends with status 1 where one differs.
"""
import json
import re
import sys
import xml.etree.ElementTree

import h5py
import netCDF4
import numpy as np
import scipy.io
from osgeo import gdal, osr

gdal.UseExceptions()
NAN = float("nan")


def ordered(values, axes):
    """An array whose axes are named by letters r, c, b as rows × columns × bands."""
    return np.transpose(np.asarray(values, dtype=np.float64), [axes.index(a) for a in "rcb"])


def scaled(stored, fill, scale=1.0, offset=0.0):
    return np.where(stored == fill, NAN, stored * scale + offset)


def prisma(path):
    with h5py.File(path) as file:
        folder = file["/HDFEOS/SWATHS/PRS_L2D_HCO/Data Fields"]
        numbers, values, centres = [], [], []
        for name in ("VNIR", "SWIR"):
            stored = ordered(folder[f"{name}_Cube"][:], "rbc")
            wrong = ordered(folder[f"{name}_PIXEL_L2_ERR_MATRIX"][:], "rbc") == 1
            title = name.capitalize()
            low, high = (file.attrs[f"L2Scale{title}{end}"] for end in ("Min", "Max"))
            physical = low + stored * (high - low) / 65535
            there = np.asarray(file.attrs[f"List_Cw_{title}"]) > 0
            numbers.append(np.where(wrong, 0, stored)[..., there])
            values.append(np.where(wrong, NAN, physical)[..., there])
            centres.append(np.asarray(file.attrs[f"List_Cw_{title}"])[there])
        centres = np.concatenate(centres)
        order = np.argsort(centres)
        cube = np.concatenate(values, axis=2)[..., order]
        cube[(np.concatenate(numbers, axis=2) == 0).all(axis=2)] = NAN
        return cube, centres[order], None


def emit(path):
    with netCDF4.Dataset(path) as file:
        cube = file["reflectance"][:].filled(NAN).astype(np.float64)
        return cube, file["sensor_band_parameters/wavelengths"][:], None


def emit_places(path):
    """Row and column behind each cell, -1 for none."""
    with h5py.File(path) as file:
        x, y = (np.abs(file[f"location/glt_{n}"][:]).astype(int) for n in "xy")
        return np.stack([y, x], axis=-1) - 1


def aviris(path):
    with netCDF4.Dataset(path) as file:
        group = file["reflectance"]
        stored = group["reflectance"]
        grid = file[stored.grid_mapping]
        place = [float(word) for word in grid.GeoTransform.split()]
        return ordered(stored[:].filled(NAN), "brc"), group["wavelength"][:], place


def neon(path):
    with h5py.File(path) as file:
        group = file[list(file)[0]]["Reflectance"]
        data = group["Reflectance_Data"]
        cube = scaled(
            data[:].astype(np.float64), data.attrs["Data_Ignore_Value"][0],
            1 / data.attrs["Scale_Factor"][0])
        words = group["Metadata/Coordinate_System/Map_Info"][()]
        words = np.ravel(words)[0].decode().split(",")
        left, top, width, height = (float(word) for word in words[3:7])
        centres = group["Metadata/Spectral_Data/Wavelength"][:]
        return cube, centres, [left, width, 0, top, 0, -height]


def tanager(path):
    with h5py.File(path) as file:
        kind = list(file["/HDFEOS"])[0]
        fields = file[f"/HDFEOS/{kind}/HYP/Data Fields"]
        data = fields["surface_reflectance" if kind == "GRIDS" else "toa_radiance"]
        cube = scaled(ordered(data[:], "brc"), data.attrs["_FillValue"][0])
        cube[fields["nodata_pixels"][:] == 1] = NAN
        if kind == "SWATHS":
            return cube, data.attrs["wavelengths"], None
        text = np.ravel(file["/HDFEOS INFORMATION/StructMetadata.0"][()])[0].decode()
        left, top = (float(n) for n in re.search(r"UpperLeft\w+=\((.*),(.*)\)", text).groups())
        right, low = (float(n) for n in re.search(r"LowerRight\w+=\((.*),(.*)\)", text).groups())
        rows, columns, _ = cube.shape
        place = [left, (right - left) / columns, 0, top, 0, (low - top) / rows]
        return cube, data.attrs["wavelengths"], place


def tanager_places(path):
    """Row and column behind each cell: those of the pixel that lies within half a cell."""
    with h5py.File(path) as file:
        group = file["/HDFEOS/SWATHS/HYP/Geolocation Fields"]
        framing = json.loads(group.attrs["Planet_Ortho_Framing"])
        latitude, longitude = group["Latitude"][:], group["Longitude"][:]
    systems = []
    for code in (4326, framing["epsg_code"]):
        systems.append(osr.SpatialReference())
        systems[-1].ImportFromEPSG(code)
        systems[-1].SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    turn = osr.CoordinateTransformation(*systems)
    left, width, _, top, _, height = framing["geotransform"]
    places = np.full((framing["rows"], framing["cols"], 2), -1)
    for row, column in np.ndindex(latitude.shape):
        x, y, _ = turn.TransformPoint(longitude[row, column], latitude[row, column])
        places[int((y - top) // height), int((x - left) // width)] = row, column
    return places


def conventional(path):
    """CF, in NetCDF before 4 and since."""
    with netCDF4.Dataset(path) as file:
        cube = file["cube"]
        axes = "".join({"wavelength": "b", "y": "r", "x": "c"}[n] for n in cube.dimensions)
        x, y = file["x"][:], file["y"][:]
        assert file["wavelength"].units == "um"
        place = [
            x[0] - (x[1] - x[0]) / 2, x[1] - x[0], 0, y[0] - (y[1] - y[0]) / 2, 0, y[1] - y[0]]
        values = ordered(np.ma.filled(cube[:].astype(np.float64), NAN), axes)
        return values, 1000 * file["wavelength"][:], place


def hdf5(path):
    with h5py.File(path) as file:
        data = file["data/cube"]
        axes = {"bsq": "brc", "bil": "rbc", "bip": "rcb"}[data.attrs["interleave"]]
        cube = scaled(
            ordered(data[:], axes), data.attrs["_FillValue"][0], data.attrs["scale_factor"])
        return cube, file["data/wavelength"][:], None


def matlab73(path):
    with h5py.File(path) as file:
        cube = scaled(ordered(file["cube"][:], "bcr"), -32768, 1e-4)
        return cube, np.ravel(file["wavelength"][:]), None


def matlab5(path):
    file = scipy.io.loadmat(path)
    cube = scaled(file["cube"].astype(np.float64), 0, 1e-4)
    return cube, np.ravel(file["wavelength"]), None


def raster(path):
    """Any raster through GDAL, with what its bands say of themselves."""
    file = gdal.Open(path)
    bands = [file.GetRasterBand(number + 1) for number in range(file.RasterCount)]
    cube = np.stack(
        [
            scaled(
                band.ReadAsArray().astype(np.float64), band.GetNoDataValue(),
                band.GetScale() or 1, band.GetOffset() or 0)
            for band in bands
        ],
        axis=2)
    centres = [band.GetMetadataItem("wavelength") for band in bands]
    centres = None if None in centres else np.array([float(text) for text in centres])
    return cube, centres, list(file.GetGeoTransform())


def enmap(path):
    cube, _, place = raster(path)
    root = xml.etree.ElementTree.parse(path.replace("SPECTRAL_IMAGE.TIF", "METADATA.XML"))
    bands = root.findall("./specific/bandCharacterisation/bandID")
    gains, centres = (
        np.array([float(band.find(key).text) for band in bands])
        for key in ("GainOfBand", "wavelengthCenterOfBand"))
    return cube * gains, centres, place


def header(path, key):
    with open(path) as file:
        text = re.search(key + r"\s*=\s*\{(.*?)\}", file.read(), re.S | re.I).group(1)
    return np.array([float(word) for word in text.split(",")])


def desis(path):
    cube, _, place = raster(path)
    beside = path[:-4] + ".hdr"
    return cube * header(beside, "data gain values"), header(beside, "wavelength"), place


def wide_envi(path, text):
    """64-bit integers, which GDAL's driver has only since 3.7."""
    def word(key):
        return re.search(key + r"\s*=\s*(\w+)", text, re.I).group(1)

    order = {"bsq": "brc", "bil": "rbc", "bip": "rcb"}[word("interleave").lower()]
    lengths = {"r": int(word("lines")), "c": int(word("samples")), "b": int(word("bands"))}
    kind = ">" if word("byte order") == "1" else "<"
    kind += {"14": "i8", "15": "u8"}[word("data type")]
    stored = np.fromfile(path, kind, offset=int(word("header offset")))
    cube = ordered(stored.reshape([lengths[axis] for axis in order]), order)
    return scaled(cube, float(word("data ignore value"))), None, None


def envi(path):
    with open(path + ".hdr") as file:
        text = file.read()
    is_wide = re.search(r"data type = 1[45]", text)
    cube, _, place = wide_envi(path, text) if is_wide else raster(path)
    divisor = re.search(r"reflectance scale factor = (\d+)", text)
    centres = 1000 * header(path + ".hdr", r"\nwavelength")
    return cube / (float(divisor.group(1)) if divisor else 1), centres, place


READERS = {
    "PRISMA L2D": (prisma, "h5py"),
    "EMIT": (emit, "netCDF4"),
    "AVIRIS": (aviris, "netCDF4"),
    "NEON AOP": (neon, "h5py"),
    "Tanager": (tanager, "h5py"),
    "NetCDF-4": (conventional, "netCDF4"),
    "NetCDF-3": (conventional, "netCDF4"),
    "HDF5": (hdf5, "h5py"),
    "MATLAB 7.3": (matlab73, "h5py"),
    "MATLAB 5": (matlab5, "scipy"),
    "ENVI": (envi, "GDAL or NumPy"),
    "EnMAP": (enmap, "GDAL"),
    "DESIS": (desis, "GDAL"),
    "GeoTIFF": (raster, "GDAL"),
    "VRT": (raster, "GDAL"),
    "HFA": (raster, "GDAL"),
}

PLACES = {"EMIT": emit_places, "Tanager": tanager_places}


def differences(case):
    """What another library finds otherwise than Facet."""
    read, _ = READERS[case["format"]]
    cube, centres, place = read(case["path"])
    shape = (case["rows"], case["columns"], case["bands"])
    found = np.fromfile(case["cube"], dtype=np.float64).reshape(shape)
    if cube.shape != shape:
        yield f"shape {cube.shape} and not {shape}"
        return
    if (np.isnan(cube) != np.isnan(found)).any():
        yield f"no data at {np.argwhere(np.isnan(cube) != np.isnan(found))[:3].tolist()}"
    apart = np.nan_to_num(np.abs(cube - found))
    # float32 has seven digits; all else is the same to the last but one.
    if apart.max() > 1e-7:
        yield f"values by up to {apart.max()} at {np.unravel_index(apart.argmax(), shape)}"
    for name, own, theirs in (
        ("wavelengths", centres, case.get("wavelengths")),
        ("geotransform", place, case.get("transform")),
    ):
        if own is not None and (
            theirs is None or not np.allclose(np.asarray(own), theirs, rtol=1e-9, atol=1e-9)
        ):
            yield f"{name} {own} and not {theirs}"
    if "places" in case:
        places = PLACES[case["format"]](case["path"])
        if not np.array_equal(places, np.array(case["places"])):
            yield "lookup table"


def main():
    with open(sys.argv[1]) as file:
        cases = json.load(file)
    failures = 0
    for case in cases:
        found = list(differences(case))
        library = READERS[case["format"]][1]
        print(f"{case['name']} by {library}: " + ("; ".join(found) or "equal"))
        failures += bool(found)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
