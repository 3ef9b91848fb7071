"""Makes the wheel: the Python package, and the program with its libraries inside.

    python3 wheel.py STAGE SOURCES VERSION WHEEL

A wheel is a zip with a list of its files; nothing is compiled, so no build tool is needed. Its name
says for which C library the program was linked (PEP 600).
"""

import base64
import hashlib
import os
import pathlib
import sys
import time
import zipfile

METADATA = """Metadata-Version: 2.1
Name: facet-hsi
Version: {version}
Summary: Hyperspectral scenes to trustworthy class maps: the program facet and a thin Python API.
License: Apache-2.0
Requires-Python: >=3.9
Requires-Dist: numpy
Requires-Dist: h5py
Provides-Extra: xarray
Requires-Dist: xarray; extra == "xarray"
Requires-Dist: rioxarray; extra == "xarray"
Provides-Extra: torch
Requires-Dist: torch; extra == "torch"
Description-Content-Type: text/markdown

{readme}"""

WHEEL = """Wheel-Version: 1.0
Generator: facet
Root-Is-Purelib: false
Tag: {tag}
"""

ENTRIES = "[console_scripts]\nfacet = facet._program:main\n"


def main(stage, sources, version, target):
    stage, sources = pathlib.Path(stage), pathlib.Path(sources)
    tag = "-".join(pathlib.Path(target).name[: -len(".whl")].split("-")[2:])
    info = f"facet_hsi-{version}.dist-info"
    files = {}
    for path in sorted((sources / "facet").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            files[f"facet/{path.relative_to(sources / 'facet')}"] = (path.read_bytes(), 0o644)
    for path in sorted(stage.rglob("*")):
        inside = path.relative_to(stage)
        # Manual pages and completion have no place in a virtual environment.
        if path.is_file() and inside.parts[:2] not in (("share", "man"), ("share", "zsh"),
                                                       ("share", "fish"),
                                                       ("share", "bash-completion")):
            mode = 0o755 if os.access(path, os.X_OK) else 0o644
            files[f"facet/program/{inside}"] = (path, mode)
    readme = (sources / "README.md").read_text()
    files[f"{info}/METADATA"] = (METADATA.format(version=version, readme=readme).encode(), 0o644)
    files[f"{info}/WHEEL"] = (WHEEL.format(tag=tag).encode(), 0o644)
    files[f"{info}/entry_points.txt"] = (ENTRIES.encode(), 0o644)
    moment = time.gmtime(max(315532800, int(os.environ.get("SOURCE_DATE_EPOCH", "0"))))[:6]
    records = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        def add(name, content, mode):
            entry = zipfile.ZipInfo(name, moment)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)

        for name in sorted(files):
            content, mode = files[name]
            content = content if isinstance(content, bytes) else content.read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            records.append(f"{name},sha256={digest.decode()},{len(content)}")
            add(name, content, mode)
        records.append(f"{info}/RECORD,,")
        add(f"{info}/RECORD", "\n".join(records).encode() + b"\n", 0o644)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
