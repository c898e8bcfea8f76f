"""The public names: what ``import freqbias as fb`` offers."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

from freqbias.claims import derived, records, registry
from freqbias.claims.claim import Claim
from freqbias.claims.judge import Verdict
from freqbias.derivations.derivation import Derivation
from freqbias.numerics.flow import Convergence
from freqbias.numerics.flow import time_to_converge as _time_to_converge
from freqbias.numerics.reading import density_from_function, piecewise_constant
from freqbias.numerics.spectrum import Spectrum
from freqbias.numerics.spectrum import spectrum as _spectrum
from freqbias.plots import plot
from freqbias.theory.densities import Density, Trigonometric, uniform
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.targets import Target
from freqbias.theory.text import numbers
from freqbias.verification import versions

__all__ = [
    "Descent",
    "InputError",
    "Target",
    "check",
    "density_from_function",
    "derive",
    "ledger",
    "piecewise_constant",
    "plot",
    "spectrum",
    "time_to_converge",
    "trigonometric",
    "uniform",
]


def check(id_: str, *, seed: int = 0, thorough: bool = False) -> Verdict:
    """Check one claim and its negative controls now, and judge.

    :raises InputError: unknown id; the nearest is suggested.

    >>> verdict = check("basri2020.arccos.step")
    >>> verdict.status.value, verdict.claim.correction
    ('REFUTED', 'basri2020.arccos.step.corrected')
    """
    return records.examine(registry.claim(str(id_)), versions(), seed=seed, thorough=thorough)


def derive(name: str) -> Derivation:
    """A derivation by name, or that of a claim; printing it checks every step.

    For a refuted claim it is the derivation of its correction, with what is printed beside it.

    :raises InputError: unknown name; the nearest is suggested.

    >>> derive("parity.odd-part").title
    'The odd part of a network without bias is linear'
    """
    return derived.derivation(str(name))


def spectrum(
    density: Density,
    kernel: Kernel = first_layer_bias,
    *,
    count: int = 12,
    digits: int = 30,
    executor: Executor | None = None,
) -> Spectrum:
    """The first ``count`` eigenvalues of T on L2(p), ``(T f)(x) = integral k(x - z) p(z) f(z) dz``.

    Certified, with index, multiplicity and closed eigenfunctions, for kernels with closed Fourier
    coefficients; for others (random_bias, deep) float64 estimates that say so.

    :param density: p, with respect to dx, integral 1.
    :param kernel: by default the kernel as printed in 2003.04560 (10).
    :param digits: significant digits of each enclosure.
    :param executor: a ``concurrent.futures.Executor`` to share the work, for many eigenvalues.

    >>> p = piecewise_constant(breaks="-1, -1/3, 1/3, 1", weights="1, 2, 4")
    >>> s = spectrum(p)
    >>> s[5].value(digits=20), s[5].multiplicity, s[5].certified
    ([0.00616796762220952063055 +/- 1e-23], 1, True)
    >>> s[5].function.local_frequency(region=2)
    [3.960 +/- 6e-3]
    """
    return _spectrum(kernel, density, count, digits, executor)


def time_to_converge(
    density: Density,
    target: int | str | Target,
    tolerance: Any = 0.01,
    kernel: Kernel = first_layer_bias,
    *,
    descent: Descent | None = None,
    norm: str = "mean-square",
) -> Convergence:
    """The first time after which the error stays at or below the tolerance, in every region; certified.

    :param target: a frequency k, for sin(k x), a formula such as ``"0.4 cos(16x) + cos(x)"``, or a
        Target.
    :param tolerance: what is left of ``integral_R r^2 dx``; a float, text such as "1/100", or exact.
    :param descent: gradient descent, its steps scaled as :class:`Descent` says; None for gradient flow
        in operator time, ``u' = T (g - u)``.
    :param norm: "mean-square" over each region, or "sup", which is estimated only.

    >>> p = piecewise_constant(breaks="-1, -1/3, 1/3, 1", weights="1, 2, 4")
    >>> found = time_to_converge(p, 3, "1/100")
    >>> [row.time.rounded(9) for row in found.regions]
    [[824.121017 +/- 1e-6], [499.495697 +/- 1e-6], [297.468535 +/- 1e-6]]
    """
    if isinstance(tolerance, str):
        tolerance, *more = numbers(tolerance, "tolerance")
        if more:
            raise InputError(f"tolerance has {1 + len(more)} numbers, not one")
    for name, given, kind in (("kernel", kernel, Kernel), ("descent", descent, Descent | None)):
        if not isinstance(given, kind):
            raise InputError(f"{name} {shown(given)} is not a {name.capitalize()}")
    if isinstance(target, str):
        target = Target.from_text(target)
    elif not isinstance(target, Target):
        target = Target.sine(target)
    return _time_to_converge(density, target, tolerance, kernel, descent, norm)


def trigonometric(text: str) -> Trigonometric:
    """A trigonometric density from a formula in x, normalised to integral 1.

    >>> trigonometric("(3 cos(2x+pi)+4.5)/(9 pi)").minimum
    1/(6*pi)
    """
    return Trigonometric.from_text(text)


class Ledger:
    """The committed verdicts as attributes, for completion: ``fb.ledger.basri2020.eq20.scale``.

    Words that are not Python names are written with underscores (``z_scaling``).
    """

    def __init__(self, ids: dict[str, str], prefix: str = "") -> None:
        self._ids = ids
        self._prefix = prefix

    def _children(self) -> dict[str, str]:
        inside = (
            id_.removeprefix(self._prefix) for id_ in self._ids if id_.startswith(self._prefix)
        )
        words = dict.fromkeys(rest.split(".")[0] for rest in inside)
        return {word.replace("-", "_"): word for word in words}

    def __getattr__(self, name: str) -> Ledger:
        children = self._children()
        if name.startswith("_") or name not in children:
            raise AttributeError(f"no claim {self._prefix}{name}")
        return Ledger(self._ids, f"{self._prefix}{children[name]}.")

    def __dir__(self) -> list[str]:
        return list(self._children())

    @property
    def claim(self) -> Claim:
        """The claim at this place."""
        return registry.claim(self._prefix.rstrip("."))

    def __repr__(self) -> str:
        here = self._prefix.rstrip(".")
        rows = ((id_, verdict) for id_, verdict in self._ids.items() if matches(id_, here))
        return "\n".join(f"{verdict:<12} {id_}" for id_, verdict in rows)


def matches(id_: str, prefix: str) -> bool:
    """Whether the id is the prefix or lies below it."""
    return not prefix or id_ == prefix or id_.startswith(prefix + ".")


def _committed() -> dict[str, str]:
    from freqbias.claims.ledger import committed

    return {id_: item["verdict"] for id_, item in committed().items()}


ledger: Any = Ledger(_committed())
