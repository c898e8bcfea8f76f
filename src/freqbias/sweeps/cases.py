"""What a sweep examines: every combination of densities, kernels, points, sizes and seeds."""

from __future__ import annotations

import hashlib
import json
import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

import freqbias
from freqbias.empirical_spectrum import Drawn, Experiment
from freqbias.theory.densities import Density
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.verification import source_digest, versions

__all__ = ["Case", "edition", "plan"]

_SEEDS = range(10)
_MOST = 100_000


@lru_cache
def edition() -> str:
    """The version with a digest of the source and of the software that results depend on."""
    software = json.dumps([source_digest(), versions()], sort_keys=True)
    return f"{freqbias.__version__}+{hashlib.sha256(software.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Case(Experiment):
    """One sampled matrix of a sweep, of which the largest eigenvalues are wanted."""

    sample: Drawn

    @property
    def key(self) -> str:
        """A digest of everything the result depends on, the edition included."""
        inputs = [self.sample.report(), self.kernel.name, str(self.kernel), self.count, edition()]
        return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.sample} of {self.sample.density}, kernel {self.kernel.name}"


def plan(
    densities: Iterable[Density],
    samples: Iterable[int],
    kernels: Iterable[Kernel] = (first_layer_bias,),
    seeds: Iterable[int] | None = None,
    count: int = 20,
    points: str | Sequence[str] = "iid",
) -> tuple[Case, ...]:
    """The cases in the order in which they are computed, small sizes first.

    Values given twice count once.

    :param samples: sizes n.
    :param seeds: of "iid" points; ``range(10)`` where left out.
    :param count: how many of the largest eigenvalues, at most the smallest n.
    :param points: "iid", "quantile" or both.
    :raises InputError: naming argument, value and the relation it breaks.

    >>> from freqbias.theory.densities import uniform
    >>> for case in plan([uniform()], [10, 100], seeds=[3], points=["iid", "quantile"], count=3):
    ...     print(case.sample)
    10 independent samples, seed 3
    10 quantile points
    100 independent samples, seed 3
    100 quantile points
    """
    kinds = _list("points", [points] if isinstance(points, str) else points)
    if seeds is not None and "iid" not in kinds:
        raise InputError(f"seeds {shown(seeds)} have no effect on points 'quantile'")
    drawn = _list("seeds", _SEEDS if seeds is None else seeds)
    draws = [(kind, seed) for kind in kinds for seed in (drawn if kind == "iid" else [0])]
    parts = [_list("samples", samples), _list("densities", densities), _list("kernels", kernels)]
    if (size := prod(map(len, (*parts, draws)))) > _MOST:
        raise InputError(f"the sweep has {size:,} cases, more than {_MOST:,}")
    cases = [
        Case(Drawn(density, _whole(n), kind, _whole(seed)), kernel, count)
        for (n, density, kernel), (kind, seed) in product(product(*parts), draws)
    ]
    return tuple(dict.fromkeys(sorted(cases, key=lambda case: case.sample.size)))


def _list(name: str, values: Any) -> list[Any]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InputError(f"{name} {shown(values)} is not a list")
    found = list(values)
    if not found:
        raise InputError(f"{name} is empty, so there is nothing to compute")
    return found


def _whole(value: Any) -> Any:
    """An integer of NumPy's as one of Python's; whether it is one is checked where it is used."""
    is_integer = hasattr(type(value), "__index__") and not isinstance(value, bool)
    return operator.index(value) if is_integer else value
