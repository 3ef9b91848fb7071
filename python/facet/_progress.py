"""A bar in a notebook's cell, or a line on a terminal."""

from __future__ import annotations

import sys
from typing import Any


def _in_notebook() -> bool:
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and type(shell).__name__ == "ZMQInteractiveShell"


class Progress:
    """Shows what the program does. A notebook's bar is plain HTML, which needs no extension."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._handle: Any = None
        self._lines: list[str] = []
        self._notebook = not quiet and _in_notebook()
        self._terminal = not quiet and not self._notebook and sys.stderr.isatty()
        self._width = 0

    def show(self, event: dict[str, Any]) -> None:
        """A line of progress: title, done, total, unit, left, note."""
        left = event.get("left")
        text = f"{event['title']} {event['done']}/{event['total']} {event['unit']}"
        if left is not None:
            text += f", {left:.0f} s left"
        if event.get("note"):
            text += f", {event['note']}"
        if self._notebook:
            self._draw(event["done"] / max(1, event["total"]), text)
        elif self._terminal:
            sys.stderr.write("\r" + text.ljust(self._width))
            self._width = len(text)
            if event["done"] == event["total"]:
                sys.stderr.write("\n")
                self._width = 0
            sys.stderr.flush()

    def say(self, text: str) -> None:
        """A message."""
        if self._notebook:
            self._lines = [*self._lines[-5:], text]
            self._draw(None, "")
        elif not self._quiet:
            print(text, file=sys.stderr)

    def _draw(self, share: float | None, text: str) -> None:
        from html import escape

        from IPython.display import HTML, display

        bar = (
            ""
            if share is None
            else f'<progress max="1" value="{share:.3f}" style="width:20em"></progress> '
            + escape(text)
        )
        page = HTML("<br>".join([*(escape(line) for line in self._lines), bar]))
        if self._handle is None:
            self._handle = display(page, display_id=True)
        else:
            self._handle.update(page)

    def close(self) -> None:
        """Ends a line that is open."""
        if self._terminal and self._width:
            sys.stderr.write("\n")
