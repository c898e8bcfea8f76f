"""freqbias: an executable, certified edition of the theory of frequency bias.

``import freqbias as fb`` loads nothing heavy; SymPy comes with the first thing that needs it.

>>> import freqbias as fb
>>> fb.kernels.first_layer_bias.fourier().odd
1/(pi*m**2)
>>> fb.check("basri2020.eq5.printed").status.value
'REFUTED'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from freqbias.api import (
        Descent,
        Harmonic,
        InputError,
        Target,
        density_from_function,
        empirical,
        gram,
        piecewise_constant,
        plot,
        residual,
        spectrum,
        sphere,
        time_to_converge,
        trigonometric,
        uniform,
        zones,
    )
    from freqbias.statements import check, derive, ledger, verify
    from freqbias.sweeps import sweep
    from freqbias.theory import kernels

__version__ = "0.1.0"
__all__ = [
    "Descent",
    "Harmonic",
    "InputError",
    "Target",
    "check",
    "density_from_function",
    "derive",
    "empirical",
    "gram",
    "kernels",
    "ledger",
    "piecewise_constant",
    "plot",
    "residual",
    "spectrum",
    "sphere",
    "sweep",
    "time_to_converge",
    "trigonometric",
    "uniform",
    "verify",
    "zones",
]


_STATEMENTS = ("check", "derive", "ledger", "verify")  # the claims take seconds to load


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'freqbias' has no attribute {name!r}")
    if name == "kernels":
        found: Any = import_module("freqbias.theory.kernels")
    else:
        home = "statements" if name in _STATEMENTS else "sweeps" if name == "sweep" else "api"
        found = getattr(import_module(f"freqbias.{home}"), name)
    globals()[name] = found  # a real attribute from now on, which IPython completes
    return found


def __dir__() -> list[str]:
    return sorted(["__version__", *__all__])
