"""Reads a model file: safetensors, with the card in its header."""

from __future__ import annotations

import json
import os
import struct
from typing import Any

import numpy as np

_TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64, "I32": np.int32, "U8": np.uint8}


def read_header(path: str | os.PathLike[str]) -> tuple[dict[str, Any], int]:
    """The header, and where the numbers begin."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > 1 << 28:
            raise ValueError(f"{path} is no safetensors file")
        header: dict[str, Any] = json.loads(file.read(length))
        return header, 8 + length


def read_card(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The model's card."""
    header, _ = read_header(path)
    for value in header.get("__metadata__", {}).values():
        if value.startswith("{"):
            card: dict[str, Any] = json.loads(value)
            if "design" in card:
                return card
    raise ValueError(f"{path} has no card of a model of Facet's")


def read_weights(path: str | os.PathLike[str]) -> dict[str, np.ndarray[Any, Any]]:
    """Every array by its path name: "network.bank1.scale3x3.weight"."""
    header, start = read_header(path)
    weights = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        count = (end - begin) // np.dtype(_TYPES[entry["dtype"]]).itemsize
        values = np.fromfile(path, _TYPES[entry["dtype"]], count, offset=start + begin)
        weights[name] = values.reshape(entry["shape"])
    return weights
