"""A sweep from a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from freqbias.numerics.reading import piecewise_constant
from freqbias.sweeps.cases import Case, plan
from freqbias.theory.densities import Density, Trigonometric
from freqbias.theory.errors import InputError, nearest, shown
from freqbias.theory.kernels import named

__all__ = ["read"]

_KEYS = ("densities", "samples", "kernels", "seeds", "count", "points")
_NEEDED = _KEYS[:2]
_DENSITY = ("breaks", "weights", "formula")


def read(path: str | Path) -> tuple[Case, ...]:
    """The cases that a file describes.

    ``samples`` is a list of sizes; each ``[[densities]]`` has ``breaks``, in units of pi, and
    ``weights``, or a trigonometric ``formula``; ``kernels`` are names.  ``seeds`` is a list or text
    such as ``"0:9"``, both ends included; ``count`` and ``points`` are as ``sweep`` has them.

    :raises InputError: naming file, key, value and the relation it breaks.

    >>> from tempfile import NamedTemporaryFile
    >>> with NamedTemporaryFile("w", suffix=".toml") as file:
    ...     _ = file.write('samples = [100]\\n[[densities]]\\nformula = "1 + cos(x)"')
    ...     file.flush()
    ...     len(read(file.name))
    10
    """
    try:
        with open(path, "rb") as stream:
            return _cases(tomllib.load(stream))
    except OSError as error:
        raise InputError(f"sweep file {str(path)!r} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"sweep file {str(path)!r} is not TOML: {error}") from None
    except InputError as error:
        raise InputError(f"sweep file {str(path)!r}: {error}") from None


def _cases(data: dict[str, Any]) -> tuple[Case, ...]:
    _known("key", data, _KEYS)
    for key in _NEEDED:
        if key not in data:
            raise InputError(f"{key} is missing")
    given = dict(data, densities=[_density(entry) for entry in _list(data, "densities")])
    if "kernels" in data:
        given["kernels"] = [named(name) for name in _list(data, "kernels")]
    if isinstance(data.get("seeds"), str):
        given["seeds"] = _range(data["seeds"])
    return plan(**given)


def _known(kind: str, data: dict[str, Any], keys: Iterable[str]) -> None:
    for key in data:
        if key not in keys:
            raise nearest(kind, key, keys)


def _list(data: dict[str, Any], key: str) -> list[Any]:
    if not isinstance(data[key], list):
        raise InputError(f"{key} {shown(data[key])} is not a list")
    return list(data[key])


def _density(entry: Any) -> Density:
    if not isinstance(entry, dict):
        raise InputError(f"densities contains {shown(entry)}, not breaks and weights, or a formula")
    _known("key of a density", entry, _DENSITY)
    if entry.keys() == {"formula"}:
        return Trigonometric.from_text(str(entry["formula"]))
    if entry.keys() != {"breaks", "weights"}:
        has = ", ".join(entry) or "nothing"
        raise InputError(f"a density has {has}, but needs either breaks and weights, or formula")
    return piecewise_constant(entry["breaks"], entry["weights"])


def _range(text: str) -> range:
    first, colon, last = text.partition(":")
    if not (colon and first.strip().isdecimal() and last.strip().isdecimal()):
        raise InputError(f'seeds {shown(text)} is not a range such as "0:9"')
    if int(last) < int(first):
        raise InputError(f"seeds {shown(text)} is reversed: {int(first)} is above {int(last)}")
    return range(int(first), int(last) + 1)
