"""Makes the plug-in's zip, as QGIS installs it.

    python3 qgis.py FOLDER VERSION ZIP
"""

import os
import pathlib
import sys
import time
import zipfile


def main(folder, version, target):
    folder = pathlib.Path(folder) / "facet_qgis"
    moment = time.gmtime(max(315532800, int(os.environ.get("SOURCE_DATE_EPOCH", "0"))))[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or "__pycache__" in path.parts:
                continue
            content = path.read_bytes()
            if path.name == "metadata.txt":
                content = content.replace(b"@VERSION@", version.encode())
            entry = zipfile.ZipInfo(f"facet_qgis/{path.relative_to(folder)}", moment)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    print(target)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
