"""What takes time in a report, derivations and plots: made by an Executor, kept in the cache."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from freqbias.cache import Cache
from freqbias.verification import source_digest, versions

__all__ = ["Part", "derivation_part", "made", "plot_part"]

Part = dict[str, Any]
_SOFTWARE = ("latex2mathml", "jinja2")
_TEMPLATES = files("freqbias.derivations.typesetting").joinpath("templates")


def derivation_part(name: str) -> Part:
    """A derivation with its steps checked: name, title and section in HTML, and counts of outcomes.

    >>> set(derivation_part("parity.odd-part")["outcomes"])
    {'EXACT'}
    """
    from freqbias.derivations.catalogue import DERIVATIONS
    from freqbias.derivations.typesetting import web, words

    derivation = DERIVATIONS[name]()
    return {
        "name": name,
        "title": words.html(derivation.title),
        "html": web.section(derivation),
        "outcomes": dict(Counter(outcome.name for _, outcome in derivation)),
        "cited": list(dict.fromkeys(derivation.cited)),
    }


def plot_part(name: str) -> Part:
    """A plot: name, title, caption in HTML, SVG, and the numbers by column.

    :raises InputError: if matplotlib is missing.
    """
    from freqbias.derivations.typesetting.words import html
    from freqbias.plots import svg
    from freqbias.report.figures import FIGURES

    plot = FIGURES[name]()
    return {
        "name": name,
        "title": plot.title,
        "caption": html(plot.caption),
        "svg": svg(plot.figure),
        "columns": {column: list(values) for column, values in plot.columns.items()},
    }


def made(
    make: Callable[[str], Part],
    names: Sequence[str],
    cache: Cache,
    executor: Executor | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> list[Part]:
    """The parts, in the order of their names: from the cache where it has them, else made.

    :param make: :func:`derivation_part` or :func:`plot_part`.
    :param executor: None makes them in this process.
    """
    keys = {name: _key(make.__name__, name) for name in names}
    parts = {name: cache.get(key) for name, key in keys.items()}
    missing = [name for name in names if parts[name] is None]
    for name in names:
        if parts[name] is not None:
            progress(name)
    for name, part in zip(missing, (executor.map if executor else map)(make, missing), strict=True):
        cache.put(keys[name], part)
        parts[name] = part
        progress(name)
    return [parts[name] for name in names]


def _key(what: str, name: str) -> str:
    data = [what, name, source_digest(), versions(), *_dependencies()]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


@lru_cache
def _dependencies() -> tuple[str, ...]:
    """What parts depend on beside our modules: templates, and software that no verdict rests on."""
    from importlib.metadata import PackageNotFoundError

    found = [path.read_text(encoding="utf-8") for path in sorted(_TEMPLATES.iterdir(), key=str)]
    for name in (*_SOFTWARE, "matplotlib"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:  # an extra
            found.append(f"no {name}")
    return tuple(found)
