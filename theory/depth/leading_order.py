"""A deep kernel under a density, at leading order: x and x + pi are coupled.

As ``khat_m ~ (2/m^2)(a + (-1)^m b)``, on the circle ``T f = lambda f`` is, with fbar = f(. + pi),

    p f = lambda (-A f'' + B fbar'' + R f),   A = a/(2 (a^2 - b^2)),   B = b/(2 (a^2 - b^2)),

where R has the bounded symbol ``r_m = 1/khat_m - m^2 (A - (-1)^m B)``.  Without R, f and fbar satisfy a
system on an arc where p and pbar are constant, and its frequencies are

    omega^2 = 2 nu [a (p + pbar)/2 +- sqrt(a^2 (p - pbar)^2/4 + b^2 p pbar)],   nu = 1/lambda,

and ``2 sqrt(2 nu) Z_L`` of its nu lie below nu, up to twice the number of arcs of the half circle,

    Z_L = (1/(2 pi)) integral_0^pi sqrt(a (p + pbar) + 2 sqrt((a^2 - b^2) p pbar)) dx.

So ``lambda_i ~ 2 Z_L^2/q^2`` for i = 2 q - 1, 2 q.  For b = 0 there is no coupling and Z_L = sqrt(a) Z.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, shown
from freqbias.theory.exact import sign

__all__ = ["LeadingOrder", "shifts"]


@dataclass(frozen=True)
class LeadingOrder:
    """The leading part of a kernel with slopes -a at 0 and b at pi, a > b >= 0; both may be symbols.

    >>> a, b = sp.symbols("a b", positive=True)
    >>> LeadingOrder(a, b).own, LeadingOrder(a, b).opposite
    (a/(2*a**2 - 2*b**2), b/(2*a**2 - 2*b**2))
    """

    near: Any
    far: Any

    @property
    def own(self) -> Any:
        """``A = a/(2 (a^2 - b^2))``, what multiplies -f''."""
        return self.near / (2 * self.near**2 - 2 * self.far**2)

    @property
    def opposite(self) -> Any:
        """``B = b/(2 (a^2 - b^2))``, what multiplies fbar''."""
        return self.far / (2 * self.near**2 - 2 * self.far**2)

    def symbol(self, frequency: Any, parity: int) -> Any:
        """``m^2 (A - (-1)^m B) = m^2/(2 (a + (-1)^m b))``, the leading part of 1/khat_m."""
        return frequency**2 * (self.own - (-1) ** parity * self.opposite)

    def dispersion(self, square: Any, here: Any, there: Any, nu: Any) -> Any:
        """``(A w - nu p)(A w - nu pbar) - B^2 w^2`` at w = omega^2: zero where waves are possible."""
        free = (self.own * square - nu * here) * (self.own * square - nu * there)
        return free - self.opposite**2 * square**2

    def squares(self, here: Any, there: Any, nu: Any) -> tuple[Any, Any]:
        """``omega_+^2`` and ``omega_-^2`` for the densities p and pbar and nu = 1/lambda.

        >>> LeadingOrder(sp.Integer(3), sp.Integer(1)).squares(sp.Integer(1), sp.Integer(1), 1)
        (8, 4)
        """
        mean = self.near * (here + there) / 2
        spread = sp.sqrt(self.near**2 * (here - there) ** 2 / 4 + self.far**2 * here * there)
        return 2 * nu * (mean + spread), 2 * nu * (mean - spread)

    def rate(self, here: Any, there: Any) -> Any:
        """``sqrt(a (p + pbar) + 2 sqrt((a^2 - b^2) p pbar)) = (omega_+ + omega_-)/sqrt(2 nu)``."""
        product = (self.near**2 - self.far**2) * here * there
        return sp.sqrt(self.near * (here + there) + 2 * sp.sqrt(product))

    def root_mean(self, density: PiecewiseConstant) -> Any:
        """``Z_L`` of a density: ``lambda_i ~ 2 Z_L^2/q^2`` at leading order for i = 2 q - 1 and 2 q.

        >>> from freqbias.theory.densities import uniform
        >>> LeadingOrder(sp.Integer(2), sp.Integer(0)).root_mean(uniform())**2
        1/pi
        """
        arcs = density.refined()
        parts = (arc.length * self.rate(arc.value, over.value) for arc, over in arcs)
        return sp.Add(*parts) / (2 * sp.pi)

    def count(self, density: PiecewiseConstant, nu: Any) -> tuple[Any, int]:
        """``2 sqrt(2 nu) Z_L`` and by how much the number of leading nu_n below nu may differ from it.

        Dirichlet and Neumann conditions at the ends of the arcs of the half circle; on each there are
        two decoupled waves, and a count of either is its phase over pi up to 1.
        """
        return 2 * sp.sqrt(2 * nu) * self.root_mean(density), 2 * len(density.refined())


def shifts(lower: Any, upper: Any, minimum: Any, maximum: Any) -> tuple[Any, Any]:
    """``(c, e)`` with ``nu_n + c <= 1/lambda_n <= nu_n + e``, where nu_n are the leading eigenvalues.

    The bounds of R over those of p, each over the end of p that makes it weaker: R >= lower means
    ``R >= lower p/p_min`` if lower < 0 and ``R >= lower p/p_max`` otherwise.

    :param lower: lower bound of the symbol of R; ``upper`` the upper one.
    :param minimum: of the density, positive; ``maximum`` its maximum.
    :raises InputError: without a positive minimum.

    >>> shifts(sp.Integer(-2), sp.Integer(3), sp.Integer(1), sp.Integer(4))
    (-2, 3)
    >>> shifts(sp.Integer(2), sp.Integer(3), sp.Integer(1), sp.Integer(4))
    (1/2, 3)
    """
    if sign(minimum) <= 0:
        raise InputError(f"minimum {shown(minimum)} of the density is not > 0")
    below = minimum if sign(lower) < 0 else maximum
    above = minimum if sign(upper) > 0 else maximum
    return lower / below, upper / above
