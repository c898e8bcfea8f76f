"""Claims inside pytest: ``freqbias.testing.claim`` turns a property test into a claim.

The plugin itself is :mod:`freqbias.pytest_plugin`; it imports from here what it needs, when it does.
Needs Hypothesis and pytest (``pip install "freqbias[pytest]"``).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from freqbias.testing.properties import claim

__all__ = ["claim"]


def __getattr__(name: str) -> Any:
    if name == "claim":
        return import_module("freqbias.testing.properties").claim
    raise AttributeError(f"module 'freqbias.testing' has no attribute {name!r}")
