"""Spheres of even dimension d, and S^3 in particular, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import spoken
from freqbias.derivations.spheres.eigenvalues import DEGREE_NOTATION, DIMENSION_NOTATION
from freqbias.derivations.unevaluated import product, total
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION, laplacian
from freqbias.theory.spheres.three_sphere import zonal_system

__all__ = ["three_sphere"]

_CHI = sp.Symbol("chi", real=True)
_FREQUENCY, _DENSITY, _DIFFERENCE = sp.symbols("omega sigma delta", real=True)
_NU, _SQUARE = sp.symbols("nu t", real=True)
_INDEX = sp.Symbol("i", integer=True, nonnegative=True)


@lru_cache
def three_sphere(kernel: Kernel = first_layer_bias) -> Derivation:
    """Even dimensions, and S^3 in particular: local equations, and their frequencies on a zone.

    >>> three_sphere().require()
    """
    mu, system = harmonic_eigenvalues(kernel), zonal_system(kernel)
    odd, even = system.fronts
    return Derivation(
        "spheres.three-sphere",
        f"The {spoken(kernel)} on spheres of even dimension, and on $S^3$",
        (
            *_pairs(),
            *(
                Step(
                    formula.subs(DIMENSION, 4),
                    front / (laplacian(DEGREE, 4) - root) ** 2,
                    "functional equation of Gamma",
                    rf"On $S^3$, {parity} $k$, exceptions aside: a constant over the square of "
                    rf"$\Lambda - {root}$.",
                    (DEGREE >= 2,),
                )
                for formula, front, root, parity in (
                    (mu.odd, odd, 0, "odd"),
                    (mu.even, even, 3, "even"),
                )
            ),
            *_waves(),
            Step(
                sp.Determinant(
                    sp.ImmutableMatrix(
                        [
                            [(_SQUARE - 1) ** 2 - odd * _NU * _DENSITY, -odd * _NU * _DIFFERENCE],
                            [-even * _NU * _DIFFERENCE, (_SQUARE - 4) ** 2 - even * _NU * _DENSITY],
                        ]
                    )
                ),
                system.frequencies(_SQUARE, _NU, _DENSITY, _DIFFERENCE),
                "determinant",
                r"$f = \nu T f$ for the odd and the even part of $g = f \sin\chi$ on a zone, up to the "
                r"terms of the exceptional degrees: waves of frequency $\sqrt t$ are the zeros.",
            ),
        ),
        (
            DEGREE_NOTATION,
            DIMENSION_NOTATION,
            Notation(_INDEX, "i", "number of a factor of the product of a Gamma quotient"),
            Notation(_CHI, r"\chi", r"angle to the pole of $S^3$"),
            Notation(_FREQUENCY, r"\omega", "frequency of a wave"),
            Notation(_SQUARE, "t", "its square"),
            Notation(_NU, r"\nu", r"spectral parameter, $\lambda = 1/\nu$"),
            Notation(_DENSITY, r"\sigma", r"half the sum of $p$ at $x$ and $-x$"),
            Notation(_DIFFERENCE, r"\delta", "half the difference"),
        ),
    )


def _pairs() -> Iterator[Step]:
    """A factor of a Gamma quotient times its mirror image is linear in Lambda."""
    for shift, last, parity in ((0, DIMENSION - 2, "odd"), (1, DIMENSION, "even")):
        first = DEGREE - shift + 2 * _INDEX
        mirrored = DEGREE - shift + last - 2 * _INDEX
        constant = -shift * (DIMENSION - 1) + 2 * _INDEX * (last - 2 * _INDEX)
        yield Step(
            total(product(first, mirrored), product(-1, constant)),
            laplacian(),
            "expansion",
            rf"$\Lambda = k (k + d - 2)$, for {parity} $k$ and even $d$: a factor of the "
            "product and its mirror image.",
        )


def _waves() -> Iterator[Step]:
    for wave in (sp.sin(_FREQUENCY * _CHI), sp.cos(_FREQUENCY * _CHI)):
        f = wave / sp.sin(_CHI)
        slope = sp.Derivative(f, _CHI)
        yield Step(
            product(
                sp.sin(_CHI),
                total(sp.Derivative(f, (_CHI, 2)), 2 * sp.cos(_CHI) / sp.sin(_CHI) * slope),
            ),
            product(1 - _FREQUENCY**2, wave),
            "differentiation",
            r"The Laplacian of a zonal $f = g/\sin\chi$ on $S^3$ is $(g'' + g)/\sin\chi$: waves "
            r"$g$ stay waves, and $\Lambda = \omega^2 - 1$.",
        )
