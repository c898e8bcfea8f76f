"""What the fixtures ``check``, ``density`` and ``kernel`` give."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from freqbias.claims import registry
from freqbias.claims.judge import Verdict
from freqbias.numerics.reading import piecewise_constant
from freqbias.testing.examination import examiner
from freqbias.theory import kernels
from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel
from freqbias.verdicts import verdict

__all__ = ["checker", "density", "kernel"]

_PIECES = re.compile(
    r"(?:piecewise constant )?(?P<weights>[^:]+(?::[^:]+)*) on (?:breaks )?(?P<breaks>.*?)(?: \(pi\))?"
)


def checker(config: pytest.Config) -> Callable[[str], Verdict]:
    """``check(id)``: the verdict on a claim of the papers, from the cache where that has it."""

    def check(id_: str) -> Verdict:
        return verdict(examiner(config).record(registry.claim(id_).id))

    return check


def density(given: Density | str | Sequence[Any]) -> Density:
    """A density as itself, as text in the form in which densities are printed, or breaks and weights.

    :raises InputError: for what is no density.

    >>> str(density("1 : 2 : 4 on -1, -1/3, 1/3, 1")) == str(density(("-1, -1/3, 1/3, 1", [1, 2, 4])))
    True
    >>> density("piecewise constant 1 : 2 on breaks -1, 0, 1 (pi)").weights
    (1, 2)
    >>> density("trigonometric p(x) = 1 + cos(x)").harmonics
    (1,)
    """
    if isinstance(given, Density):
        return given
    if isinstance(given, str):
        pieces = _PIECES.fullmatch(given.strip())
        if pieces is None:
            return Trigonometric.from_text(given.rpartition("=")[2])
        return PiecewiseConstant.from_text(pieces["breaks"], pieces["weights"].replace(":", ","))
    if isinstance(given, Sequence) and len(given) == 2:
        return piecewise_constant(*given)
    raise InputError(
        f"density {shown(given)} is neither a density, nor text, nor breaks and weights"
    )


def kernel(given: Kernel | str) -> Kernel:
    """A kernel as itself or by its name.

    :raises InputError: for what is no kernel.

    >>> kernel("deep:2").name
    'deep:2'
    """
    return given if isinstance(given, Kernel) else kernels.named(given)
