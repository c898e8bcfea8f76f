"""The leading-order theory: Hill's equation ``-f'' = omega^2 p f`` on the circle.

With the slope s of ``1/khat_m ~ s m^2`` (pi for the printed kernel) and ``nu = 1/lambda``,
``omega^2 = nu/s``.  It is the leading part of ``T f = lambda f``, not the equation itself (2003.04560
(13) takes it for that); :mod:`freqbias.theory.hill.bounds` says how far the two can differ.
"""

from freqbias.theory.hill.bounds import SymbolBounds, symbol_bounds
from freqbias.theory.hill.discriminant import OMEGA, discriminant, effective_frequency
from freqbias.theory.hill.two_pieces import TwoPieces

__all__ = [
    "OMEGA",
    "SymbolBounds",
    "TwoPieces",
    "discriminant",
    "effective_frequency",
    "symbol_bounds",
]
