"""Finds the program and calls it."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from ._progress import Progress


class FacetError(RuntimeError):
    """What the program says if it fails.

    Attributes:
        status: its exit code: 1 for an error, 2 if some of several scenes failed, 64 for a wrong
            call.
        messages: all that it said, line by line.
    """

    def __init__(self, text: str, status: int, messages: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.status = status
        self.messages = list(messages)


def program() -> str:
    """Path of the program: ``$FACET``, the one in this package, or the first on ``PATH``.

    Raises:
        FacetError: if there is none.
    """
    named = os.environ.get("FACET")
    if named:
        return named
    inside = pathlib.Path(__file__).parent / "program" / "bin" / "facet"
    if inside.exists():
        return str(inside)
    found = shutil.which("facet")
    # The script that pip puts on PATH is this package itself.
    if found and not _is_script(found):
        return found
    raise FacetError(
        "the program facet is not found. Install facet's wheel or .deb, put facet on PATH, "
        "or set FACET to its path",
        127,
    )


def _is_script(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def version() -> str:
    """Version of this package, which is that of the program in it."""
    from importlib import metadata

    try:
        return metadata.version("facet-hsi")
    except metadata.PackageNotFoundError:
        return "unknown"


def main() -> None:
    """The command ``facet``: becomes the program."""
    path = program()
    os.execv(path, [path, *sys.argv[1:]])


def call(
    arguments: Sequence[str | os.PathLike[str]],
    *,
    quiet: bool = False,
    progress: Callable[[dict[str, Any]], None] | None = None,
) -> Any:
    """Runs the program with ``--json`` and gives its result.

    Args:
        arguments: command and options; no shell sees them.
        quiet: whether nothing is shown.
        progress: told each line of progress in place of a bar.

    Raises:
        FacetError: with the program's own words.
        KeyboardInterrupt: if the user interrupts; the program has then stopped as by Ctrl-C.
    """
    words = [program(), *(os.fspath(word) for word in arguments), "--json", "--progress", "json"]
    # A session of its own: the terminal's Ctrl-C comes to Python alone, which passes it on once.
    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    messages: list[str] = []
    failure: list[str] = []
    shown = Progress(quiet) if progress is None else None
    results: list[str] = []
    assert process.stdout is not None and process.stderr is not None
    output = process.stdout

    def drain() -> None:
        results.append(output.read())

    reader = threading.Thread(target=drain, daemon=True)
    reader.start()
    interrupted = False
    while True:
        try:
            for line in process.stderr:
                event = _event(line)
                if event["kind"] == "progress":
                    if shown is not None:
                        shown.show(event)
                    elif progress is not None:
                        progress(event)
                    continue
                messages.append(event["text"])
                if event["kind"] == "error":
                    failure.append(event["text"])
                elif shown is not None:
                    shown.say(event["text"])
            process.wait()
            break
        except KeyboardInterrupt:
            # The first asks to stop after the step, the second at once, as on a terminal.
            interrupted = True
            process.send_signal(signal.SIGINT)
        except BaseException:
            # Whatever else ends the cell ends the program.
            process.terminate()
            process.wait()
            raise
    reader.join()
    process.stderr.close()
    output.close()
    if shown is not None:
        shown.close()
    if interrupted:
        raise KeyboardInterrupt
    text = results[0] if results else ""
    value = json.loads(text) if text.strip().startswith(("{", "[")) else text
    if process.returncode not in (0, 2):
        said = failure or messages
        raise FacetError("\n".join(said) or "facet failed", process.returncode, messages)
    if process.returncode == 2:
        error = FacetError("\n".join(failure), 2, messages)
        error.result = value  # type: ignore[attr-defined]
        raise error
    return value


def _event(line: str) -> dict[str, Any]:
    """A line of standard error; one that is not JSON is a message."""
    try:
        event = json.loads(line)
        if isinstance(event, dict) and "kind" in event:
            return event
    except ValueError:
        pass
    return {"kind": "message", "text": line.rstrip("\n")}
