"""Exports of Facet judged by independent programs: run by `make check-export`.

check.py FACET FOLDER [SCENE.h5 DATASET]

Makes runs of a simulated scene with each network and, if a scene is named, of that; exports them
into FOLDER, and lets rio-cogeo, stac-validator, stac-model, onnxruntime, rasterstats, Spectral
Python, QGIS and Chromium read what was written. STAC's schemas come from the folder that
STAC_SCHEMAS names (each at its address without "https://"), and from the network if it is not set.
"""

import base64
import collections
import csv
import glob
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

import h5py
import numpy
import onnx
import onnxruntime

FACET, WORK = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
NETWORKS = {
    "2-D": "window: 7, ", "1-D": "", "3-D": "window: 5, ", "transformer": "window: 3, ",
    "attention": "window: 9, ",
}
failures = []


def check(name, holds, note=""):
    print(("ok    " if holds else "FAULT ") + name + (f": {note}" if note else ""), flush=True)
    if not holds:
        failures.append(name)


def facet(*arguments):
    done = subprocess.run(
        [FACET, *map(str, arguments)], cwd=WORK, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"facet {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


def train(run, scene, network, extra=""):
    (WORK / f"{run}.yaml").write_text(
        f"split: {{count: 20}}\nnetwork: {{kind: {network}, {NETWORKS[network]}features: 16, "
        f"factors: 8}}\npretrain: {{epochs: 2, batch: 16}}\n"
        f"finetune: {{epochs: 1, perClass: 4}}\n{extra}")
    subprocess.run(["rm", "-rf", WORK / run])
    facet("train", f"{run}.yaml", "--scene", scene, "-o", run)


def onnx_agrees(run, scene, cube):
    """Classes and logits of onnxruntime beside Facet's; logits up to a term a pixel, as shares are."""
    facet("classify", run, "--scene", scene, "--no-walk", "--by", "softmax", "-o", f"{run}.h5",
          "--probabilities", f"{run}-shares.h5", "--force")
    path = str(WORK / f"share-{run}" / "model.onnx")
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path)
    with h5py.File(WORK / scene) as file:
        pixels = file[cube]
        scale = float(numpy.ravel(pixels.attrs.get("scale_factor", 1))[0])
        values = numpy.moveaxis(numpy.array(pixels).astype("float32") * scale, 2, 0)[None]
    logits, classes = session.run(None, {"cube": values})
    with h5py.File(WORK / f"{run}.h5") as file:
        mapped = numpy.array(file["map"])
    with h5py.File(WORK / f"{run}-shares.h5") as file:
        name = next(key for key in file if file[key].ndim == 3)
        shares = numpy.array(file[name]).astype("float64")
    if shares.shape[0] == logits.shape[1]:
        shares = numpy.moveaxis(shares, 0, 2)
    agreement = (classes[0] == mapped).mean()
    found = numpy.moveaxis(logits[0].astype("float64"), 0, 2)
    found -= found.max(2, keepdims=True)
    found -= numpy.log(numpy.exp(found).sum(2, keepdims=True))
    # Logarithms of the smallest shares have no digits.
    seen = shares > 1e-4
    difference = numpy.abs(numpy.log(numpy.where(seen, shares, 1)) - numpy.where(seen, found, 0)).max()
    check(f"ONNX {run}", agreement >= 0.9999 and difference < 1e-4 and
          numpy.abs(numpy.exp(found) - shares).max() < 1e-4,
          f"{100 * agreement:.3f} % of classes, logits to {difference:.1e}")
    piece = session.run(None, {"cube": values[:, :, :24, :31]})[0]
    check(f"ONNX {run}, another window", piece.shape[2:] == (24, 31))


def schemas():
    folder = os.environ.get("STAC_SCHEMAS")
    if not folder:
        return {}
    return {"https://" + os.path.relpath(path, folder): path
            for path in glob.glob(folder + "/**/*.json", recursive=True)}


def stac(folder):
    from stac_model.schema import MLModelProperties
    from stac_validator.stac_validator import StacValidate
    for name in ["map.json", "model.json"]:
        judge = StacValidate(str(folder / name), schema_map=schemas() or None)
        judge.run()
        message = judge.message[0]
        check(f"stac-validator {folder.name}/{name}", message.get("valid_stac") is True,
              str(message.get("error_message", ""))[:300])
    properties = json.loads((folder / "model.json").read_text())["properties"]
    model = MLModelProperties(**properties)
    check(f"stac-model {folder.name}", len(model.input) == 1 and len(model.output) == 1)


def cogs(folder):
    from rio_cogeo.cogeo import cog_validate
    for name in ["map.tif", "confidence.tif"]:
        valid, errors, warnings = cog_validate(str(folder / name), strict=True, quiet=True)
        check(f"rio-cogeo {folder.name}/{name}", valid, "; ".join(errors + warnings))


QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsRasterLayer, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsRasterLayer(sys.argv[1], 'map')
found = [(int(entry.value), entry.label, entry.color.name()) for entry in layer.renderer().classes()]
library = QgsVectorLayer(sys.argv[2], 'library')
index = library.fields().indexOf('profiles')
kind = library.editorWidgetSetup(index).type()
print(json.dumps([found, kind, library.featureCount()]))
application.exitQgis()
"""


def qgis(folder, library):
    done = subprocess.run(
        ["/usr/bin/python3", "-c", QGIS, folder / "map.tif", library],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True)
    if not done.stdout.strip():
        check(f"QGIS {folder.name}", False, done.stderr[-300:])
        return
    shown, kind, count = json.loads(done.stdout.strip().splitlines()[-1])
    item = json.loads((folder / "map.json").read_text())
    classes = item["assets"]["map"]["classification:classes"]
    wanted = [[one["value"], one["title"], "#" + one["color_hint"].lower()] for one in classes]
    check(f"QGIS {folder.name}: names and colours", shown == wanted, f"{len(shown)} classes")
    check("QGIS: a field of profiles", kind == "SpectralProfile" and count > 0,
          f"{kind}, {count} spectra")


def ready(page, picture):
    """Milliseconds from opening a page in Chromium until it shows its map; a picture of it."""
    import websocket
    with tempfile.TemporaryDirectory() as profile:
        process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1300,800",
             "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            told = pathlib.Path(profile) / "DevToolsActivePort"
            for _ in range(300):
                if told.exists() and told.read_text().strip():
                    break
                time.sleep(0.1)
            port = told.read_text().split()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                tab = next(one for one in json.load(answer) if one["type"] == "page")
            socket = websocket.create_connection(tab["webSocketDebuggerUrl"], suppress_origin=True)

            def call(method, **parameters):
                socket.send(json.dumps({"id": 1, "method": method, "params": parameters}))
                while True:
                    answer = json.loads(socket.recv())
                    if answer.get("id") == 1:
                        return answer["result"]

            call("Page.navigate", url=page.as_uri())
            for _ in range(400):
                found = call("Runtime.evaluate", expression="document.documentElement.dataset.ready")
                if "value" in found["result"]:
                    break
                time.sleep(0.05)
            time.sleep(0.5)
            picture.write_bytes(base64.b64decode(call("Page.captureScreenshot")["data"]))
            return int(found["result"].get("value", 1_000_000))
        finally:
            process.terminate()
            process.wait()


def viewer(folder):
    """The page as it is, and with pictures of 4 Mpx in place of its own."""
    from PIL import Image
    page = (folder / "index.html").read_text()
    begin = page.index('id="data">') + len('id="data">')
    end = page.index("</script>", begin)
    data = json.loads(page[begin:end])
    side = 2048
    random = numpy.random.default_rng(0)
    sizes = []
    for layer in data["layers"]:
        pixels = numpy.array(
            Image.open(io.BytesIO(base64.b64decode(layer["source"].split(",")[1]))))
        large = pixels[numpy.arange(side) * len(pixels) // side]
        large = large[:, numpy.arange(side) * pixels.shape[1] // side].copy()
        if not layer.get("isClasses"):
            noise = random.normal(0, 8, (side, side, 1))
            large = numpy.clip(large + noise, 0, 255).astype("uint8")
        packed = io.BytesIO()
        Image.fromarray(large).save(packed, "PNG")
        sizes.append(len(packed.getvalue()))
        layer["source"] = "data:image/png;base64," + base64.b64encode(packed.getvalue()).decode()
    data["rows"] = data["columns"] = side
    large = WORK / "large.html"
    large.write_text(page[:begin] + json.dumps(data).replace("<", "\\u003c") + page[end:])
    weight = large.stat().st_size / sizes[0]
    check("weight of a page of 4 Mpx", weight <= 3, f"{weight:.2f} times the picture of the scene")
    if subprocess.run(["which", "chromium"], capture_output=True).returncode:
        print("note  no Chromium here: index.html was not opened")
        return
    for one in [folder / "index.html", large]:
        # The first start of a browser is slower than those after it.
        times = [ready(one, WORK / f"{one.stem}.png") for _ in range(3)]
        check(f"Chromium: {one.name}", min(times) <= 1000, f"ready after {times} ms")


def zones():
    import rasterstats
    facet("classify", "run-2-D", "--no-walk", "-o", "map.tif", "--polygons", "patches.gpkg",
          "--force")
    # Shapes that no pixel's edge follows.
    subprocess.run(
        ["ogr2ogr", WORK / "zones.gpkg", WORK / "patches.gpkg", "-overwrite", "-dialect", "SQLITE",
         "-sql", "SELECT ST_Buffer(ST_Centroid(geom), sqrt(area) * 1.3) AS geom FROM map",
         "-nln", "zones", "-nlt", "POLYGON"], check=True)
    facet("zones", "map.tif", "--zones", "zones.gpkg", "-o", "areas.csv", "--force")
    table = collections.defaultdict(dict)
    with open(WORK / "areas.csv") as file:
        for row in csv.DictReader(file):
            if row["class"]:
                table[row["zone"]][int(row["class"])] = float(row["area_m2"])
    import rasterio
    with rasterio.open(WORK / "map.tif") as raster:
        area = abs(raster.transform.a * raster.transform.e)
    wrong = count = 0
    for number, zone in enumerate(
            rasterstats.zonal_stats(str(WORK / "zones.gpkg"), str(WORK / "map.tif"), categorical=True)):
        own = table.get(str(number + 1), {})
        for code in set(zone) | set(own):
            count += 1
            expected = zone.get(code, 0) * area
            wrong += abs(own.get(code, 0) - expected) > 1e-9 * max(1, expected)
    check("rasterstats: areas", wrong == 0 and count > 20, f"{count} areas")


def libraries():
    import spectral.io.envi
    facet("spectra", "scene.h5", "-o", "library.sli", "--force")
    facet("spectra", "scene.h5", "-o", "library.gpkg", "--content", "pixels", "--force")
    library = spectral.io.envi.open(str(WORK / "library.hdr"))
    with h5py.File(WORK / "scene.h5") as file:
        pixels = next(file[key] for key in file if file[key].ndim == 3)
        scale = numpy.float32(numpy.ravel(pixels.attrs.get("scale_factor", 1))[0])
        cube, labels = numpy.array(pixels).astype("float32") * scale, numpy.array(file["labels"])
        means = [cube[labels == code].astype("float64").mean(0)
                 for code in sorted(set(labels.ravel()) - {0})]
    difference = numpy.abs(numpy.array(means) - library.spectra).max()
    check("Spectral Python: library", len(library.names) == len(means) and difference < 1e-6,
          f"{library.names[0]}, …; to {difference:.0e}")


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    began = time.time()
    facet("simulate", "-o", "scene.h5", "--rows", 40, "--columns", 36, "--bands", 40, "--classes",
          4, "--force")
    libraries()
    for network in NETWORKS:
        run = f"run-{network}"
        train(run, "scene.h5", network)
        facet("export", run, "-o", f"share-{run}", "--no-walk", "--force")
        with h5py.File(WORK / "scene.h5") as file:
            cube = next(key for key in file if file[key].ndim == 3)
        onnx_agrees(run, "scene.h5", cube)
        if network == "2-D":
            folder = WORK / f"share-{run}"
            cogs(folder)
            stac(folder)
            qgis(folder, WORK / "library.gpkg")
            zones()
            viewer(folder)
    if len(sys.argv) > 4:
        scene = os.path.abspath(sys.argv[3])
        subprocess.run(["ln", "-sf", scene, WORK / "real.h5"])
        train("run-real", "real.h5", "2-D")
        facet("export", "run-real", "-o", "share-run-real", "--no-walk", "--force")
        onnx_agrees("run-real", "real.h5", sys.argv[4])
        cogs(WORK / "share-run-real")
        stac(WORK / "share-run-real")
    print(f"{len(failures)} faults, {time.time() - began:.0f} s")
    sys.exit(1 if failures else 0)


main()
