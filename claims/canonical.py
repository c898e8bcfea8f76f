"""One text, and one digest, for one JSON value, on every machine.  Loads no SymPy."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["canonical_json", "digest"]


def canonical_json(data: Any) -> str:
    """Sorted keys, no spaces, ASCII.

    >>> canonical_json({"b": [1, None], "a": "x"})
    '{"a":"x","b":[1,null]}'
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(data: Any) -> str:
    """The SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_json(data).encode()).hexdigest()
