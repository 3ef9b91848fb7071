"""Finds the program facet and what it says of itself."""

import json
import os
import pathlib
import queue
import shutil
import signal
import subprocess
import threading

from qgis.core import QgsApplication, QgsSettings

# Of `facet describe --json`.
FORMAT = 1

PLACES = (
    "/usr/bin",
    "/usr/local/bin",
    "/opt/facet/bin",
    "~/.local/bin",
    "~/.local/share/pipx/venvs/facet-hsi/bin",
    "~/bin",
)


class ProgramError(Exception):
    """One sentence that says what to do."""


class Program:
    """Where the program is, and its description; or why there is none."""

    def __init__(self, path, description, problem):
        self.path = path
        self.description = description
        self.problem = problem

    @classmethod
    def find(cls):
        path = cls._path()
        if path is None:
            return cls(
                None,
                None,
                "The program facet is not found: install Facet's .deb or wheel, or set "
                "facet/program in QGIS's advanced settings to its path, and start QGIS again.",
            )
        try:
            description = cls._described(path)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            return cls(
                path, None, f"{path} is too old for this plug-in, or does not start: install the "
                f"newest Facet ({error})."
            )
        if description.get("format") != FORMAT:
            return cls(
                path, None, f"{path} is of version {description.get('version')}, which this "
                "plug-in does not know: install program and plug-in of one version."
            )
        return cls(path, description, None)

    @staticmethod
    def _path():
        named = [QgsSettings().value("facet/program", ""), os.environ.get("FACET", "")]
        for path in filter(None, named):
            if os.access(path, os.X_OK):
                return str(path)
        found = shutil.which("facet")
        if found:
            return found
        for place in PLACES:
            path = os.path.join(os.path.expanduser(place), "facet")
            if os.access(path, os.X_OK):
                return path
        return None

    @staticmethod
    def _described(path):
        """The description; kept from one start of QGIS to the next while the program is the same."""
        state = os.stat(os.path.realpath(path))
        key = [os.path.realpath(path), state.st_size, state.st_mtime_ns]
        store = pathlib.Path(QgsApplication.qgisSettingsDirPath()) / "facet-description.json"
        try:
            kept = json.loads(store.read_text(encoding="utf-8"))
            if kept["key"] == key:
                return kept["description"]
        except (OSError, ValueError, KeyError, TypeError):
            pass
        text = subprocess.run(
            [path, "describe", "--json"], check=True, capture_output=True, timeout=30
        ).stdout
        description = json.loads(text)
        try:
            store.parent.mkdir(parents=True, exist_ok=True)
            store.write_text(
                json.dumps({"key": key, "description": description}), encoding="utf-8"
            )
        except OSError:
            pass
        return description

    def command(self, name):
        """A command's description; None if the program has no such command."""
        if self.description is None:
            return None
        return next((c for c in self.description["commands"] if c["name"] == name), None)

    def run(self, words, feedback):
        """Runs the program to its end, with progress; a list of words, never a shell.

        Returns what it printed. Cancel asks it to stop as Ctrl-C does: a training leaves a
        checkpoint.
        """
        process = subprocess.Popen(
            [self.path, *words, "--progress", "json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        lines, results, errors = queue.Queue(), [], []
        readers = [
            threading.Thread(target=lambda: results.append(process.stdout.read()), daemon=True),
            threading.Thread(target=lambda: [lines.put(x) for x in process.stderr], daemon=True),
        ]
        for reader in readers:
            reader.start()
        asked = False
        while True:
            ended = process.poll() is not None
            if feedback.isCanceled() and not asked:
                asked = True
                process.send_signal(signal.SIGINT)
            try:
                self._tell(lines.get(timeout=0.1), feedback, errors)
            except queue.Empty:
                if ended and not readers[1].is_alive():
                    break
        for reader in readers:
            reader.join()
        if asked:
            raise ProgramError("Stopped. " + (errors[-1] if errors else ""))
        if process.returncode != 0:
            raise ProgramError("\n".join(errors) or f"facet ended with {process.returncode}")
        return results[0]

    @staticmethod
    def _tell(line, feedback, errors):
        try:
            event = json.loads(line)
            kind = event["kind"]
        except (ValueError, KeyError, TypeError):
            event, kind = {"text": line.rstrip("\n")}, "message"
        if kind == "progress":
            feedback.setProgress(100 * event["done"] / max(1, event["total"]))
            left = event.get("left")
            text = f"{event['title']} {event['done']}/{event['total']} {event['unit']}"
            feedback.setProgressText(text + (f", {left:.0f} s left" if left is not None else ""))
        elif kind == "error":
            errors.append(event["text"])
        else:
            feedback.pushInfo(event["text"])
            errors.append(event["text"]) if event["text"].startswith("Error") else None
