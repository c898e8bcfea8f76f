"""Axisymmetric zones on S^(d-1), one order at a time: two-sided bounds of every eigenvalue.

With ``p`` constant on zones ``T = K p`` keeps the order m, and for each m has the eigenvalues of the
infinite matrix ``sqrt(mu_l) G_lk sqrt(mu_k)`` of overlaps.  Cut it at a degree: ``[[A, B], [B', C]]``
with ``C <= c = max(p) sup mu`` beyond the cut.  An eigenvalue lambda > c with index i is the i-th of
``A + B (lambda - C)^-1 B'``, and so, as ``0 <= C <= c`` and with ``E = B B'``,

    lambda_i(A + E / lambda)  <=  lambda  <=  lambda_i(A + E / (lambda - c)).

Both sides decrease in lambda, so an upper bound may stand for it on the left and a lower one on the
right; they differ by about ``c / lambda`` times what E contributes.  Neither is computed whole: let P
span Ritz vectors of A down to somewhat below lambda, and rho bound ``S = A + t E`` on the complement.
Then

    lambda_i(P'SP)  <=  lambda_i(S)  <=  lambda_i(P'SP + t^2 (P'E^2 P - (P'EP)^2) / (theta_i - rho)),

by interlacing, and by the first step once more; the matrices are small, and close pairs do no harm.

E itself is an infinite sum.  Its part beyond a second, far cut is at least 0, and at most sup mu there
times what the finite part lacks of ``integral p^2 f g`` for f, g in the span of ``sqrt(mu_l) u_l``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
from freqbias.numerics.spheres.overlaps import Overlaps, overlaps
from freqbias.theory.densities import Zones
from freqbias.theory.errors import InputError, integer
from freqbias.theory.kernels import Kernel

__all__ = ["OrderSpectrum", "ZonalSection"]

_EPS = float(np.finfo(float).eps)
_MOST_NUMBERS = 200_000_000
_MARGIN = 0.7  # how far below the least eigenvalue wanted the span of Ritz vectors reaches


@dataclass(frozen=True, eq=False)
class OrderSpectrum:
    """The largest eigenvalues of T among functions of order m, decreasing.

    :param lower: bounds from below, but for rounding; all simple within the order.
    :param upper: bounds from above, but for rounding.
    :param rounding: the usual size of what rounding adds; not proved.  Differences of overlaps
        cancel on thin zones, by as much as their density is large.
    :param functions: for each eigenvalue a column of coefficients ``f_l`` of ``u_l``, from l = m on,
        with ``integral p f^2 = 1`` up to the share of f beyond the cut times ``c / lambda``.
    """

    order: int
    lower: Floats
    upper: Floats
    rounding: float
    functions: Floats

    @property
    def values(self) -> Floats:
        """The middles of the bounds."""
        return (self.lower + self.upper) / 2


class ZonalSection:
    """The matrices of T for every order, with degrees below ``degrees``.

    :param beyond: bounds use the degrees below it; by default 16 times as many.
    :param kernel: semidefinite; its eigenvalues are taken to decrease within each parity from the
        last degree on.
    :raises InputError: if it has a negative eigenvalue, or the matrices do not fit into memory.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> section = ZonalSection(first_layer_bias, Zones.from_text("-1, 0, 1", "12, 1"), 60)
    >>> (zonal,) = section.spectra([0], 0.01)
    >>> zonal.values.round(8)
    array([0.20353497, 0.03296508])
    """

    def __init__(
        self, kernel: Kernel, zones: Zones, degrees: int = 120, beyond: int | None = None
    ) -> None:
        integer("degrees", degrees, 2, 5000)
        self.beyond = 16 * degrees if beyond is None else beyond
        integer("beyond", self.beyond, degrees + 2, 1_000_000)
        heights = zones.heights[1:-1]
        numbers = self.beyond * (2 * degrees + 4 * len(heights))
        if numbers > _MOST_NUMBERS:
            raise InputError(
                f"degrees {degrees} with beyond {self.beyond} and {len(zones.weights)} zones make "
                f"matrices of {numbers} numbers, more than {_MOST_NUMBERS}"
            )
        self.kernel, self.zones, self.degrees = kernel, zones, degrees
        self.density = np.array([float(zone.value) for zone in zones.zones])
        self.eigenvalues = sphere_eigenvalues(kernel, self.beyond, zones.dimension)
        if self.eigenvalues.min() < -1e-14 * self.eigenvalues.max():
            raise InputError(
                f"kernel {kernel.name!r} has a negative eigenvalue {self.eigenvalues.min():.3g} on "
                f"S^{zones.dimension - 1}"
            )
        self._largest_from = np.maximum.accumulate(np.maximum(self.eigenvalues, 0.0)[::-1])[::-1]

    def most(self, order: int) -> float:
        """``max(p) sup_{l >= m} mu_l``: no eigenvalue of this or a higher order is larger."""
        if order >= self.degrees:
            return self.unresolved
        return float(self.density.max() * self._largest_from[order])

    @property
    def unresolved(self) -> float:
        """``max(p) sup mu`` beyond the section: what is not larger is not found."""
        return float(self.density.max() * self._largest_from[self.degrees])

    def ritz_values(self, order: int, degrees: int) -> Floats:
        """Lower bounds of the eigenvalues of an order, decreasing: of A alone, cut at ``degrees``."""
        size = integer("degrees", degrees, order + 1, self.degrees) - order
        (found,) = overlaps(self.zones.heights[1:-1], [order], size, self.zones.dimension)
        root = np.sqrt(np.maximum(self.eigenvalues[order:degrees], 0.0))
        values = eigh(root[:, None] * found.matrix(self.density, size) * root, eigvals_only=True)
        return np.asarray(values[::-1])

    def spectra(self, orders: Sequence[int], least: float) -> list[OrderSpectrum]:
        """What is larger than ``least`` in each order.

        :param orders: below ``degrees``.
        :param least: raised to twice ``unresolved`` if it is less.
        """
        for order in orders:
            integer("order", order, 0, self.degrees - 1)
        heights, d = self.zones.heights[1:-1], self.zones.dimension
        count = self.beyond - min(orders, default=0)
        found = overlaps(heights, orders, count, d)
        return [self._spectrum(each, max(least, 2 * self.unresolved)) for each in found]

    def _spectrum(self, found: Overlaps, least: float) -> OrderSpectrum:
        size = self.degrees - found.order
        mu = np.maximum(self.eigenvalues[found.order :], 0.0)
        root = np.sqrt(mu[:size, None])
        overlap = found.matrix(self.density, size)
        coupling = found.block(self.density, slice(size, mu.size), slice(size))
        theta, vectors = (each[..., ::-1] for each in eigh(root * overlap * root.T))
        count, block = (int(np.sum(theta > share * least)) for share in (1.0, _MARGIN))
        q = vectors[:, :block]
        far = self._far(found, root * q, (overlap, coupling))
        tail = _Tail.of(q, coupling, mu, far, float(theta[0] * self._most_beyond))
        upper = _upper(theta, count, tail, self.unresolved)
        lower, mixed = _lower(theta, tail, upper)
        f = root * _vectors(theta, vectors, tail.image @ mixed / lower, mixed, lower)
        outside = mu[size:, None] * (coupling @ f) / lower
        norms = np.sum(f * (overlap @ f), axis=0) + 2 * np.sum(coupling @ f * outside, axis=0)
        rounding = 4 * float(np.sqrt(size) * _EPS * theta[0] * max(1.0, self.density.max()))
        functions = np.vstack([f, outside]) / np.sqrt(norms)
        return OrderSpectrum(found.order, lower, upper, rounding, functions)

    @property
    def _most_beyond(self) -> float:
        """``max(p) sup mu`` beyond the second cut, where each parity decreases."""
        return float(self.density.max() * self._largest_from[-2])

    def _far(self, found: Overlaps, f: Floats, blocks: tuple[Floats, Floats]) -> Floats:
        """What the degrees beyond the second cut can add to ``P'EP``: p f has the rest of its norm."""
        norms = f.T @ found.matrix(self.density**2, len(f)) @ f
        images = [block @ f for block in blocks]
        missing = norms - sum(image.T @ image for image in images)
        noise = 4 * _EPS * np.trace(norms) * np.eye(len(missing))
        return np.asarray(self._largest_from[-2] * (missing + noise))


@dataclass(frozen=True, eq=False)
class _Tail:
    """What is known of E between Ritz vectors P; ``E = E_1 + E_2``, the second not computed.

    :param image: ``E_1 P``.
    :param energy: ``P' E_1 P``.
    :param leaving: ``P' E_1^2 P - (P' E_1 P)^2``.
    :param far: at least ``P' E_2 P``.
    :param norm: the trace of E_1, at least its norm.
    :param beyond: at least the norm of E_2, which is at most that of A times that of C beyond.
    """

    image: Floats
    energy: Floats
    leaving: Floats
    far: Floats
    norm: float
    beyond: float

    @classmethod
    def of(cls, p: Floats, coupling: Floats, mu: Floats, far: Floats, beyond: float) -> _Tail:
        """From the coupling of the degrees beyond the cut to those before it."""
        inside, outside = mu[: len(p), None], mu[len(p) :, None]
        waves = coupling @ (np.sqrt(inside) * p)
        image = np.sqrt(inside) * (coupling.T @ (outside * waves))
        rest = image - p @ (p.T @ image)
        norm = float((outside.T @ coupling**2 @ inside).item())
        return cls(image, waves.T @ (outside * waves), rest.T @ rest, far, norm, beyond)


def _upper(theta: Floats, count: int, tail: _Tail, c: float) -> Floats:
    """Upper bounds of the first ``count`` eigenvalues.

    ``(a + b)^2 <= 2 a^2 + 2 b^2`` parts E_1 from E_2, and ``E_2^2 <= norm(E_2) E_2``; on the complement
    of P the norm of E_1 is at most what P leaves of its trace, that of E_2 has its norm of A there.

    :param theta: all eigenvalues of A, decreasing.
    """
    ritz, block = theta[:count], len(tail.energy)
    t = 1 / (ritz - c)
    most = t * (tail.norm + tail.beyond)
    rest = theta[block] if block < theta.size else 0.0
    elsewhere = tail.norm - np.trace(tail.energy) + tail.beyond * rest / theta[0]
    room = ritz - rest - t * elsewhere
    scale = np.divide(t**2, room, out=np.zeros_like(t), where=room > 0)
    leaving = 2 * (tail.leaving + tail.beyond * tail.far)
    parts = t[:, None, None] * (tail.energy + tail.far) + scale[:, None, None] * leaving
    values = np.linalg.eigvalsh(np.diag(theta[:block]) + parts)[:, ::-1]
    return np.where(room > 0, np.minimum(np.diagonal(values), ritz + most), ritz + most)


def _lower(theta: Floats, tail: _Tail, upper: Floats) -> tuple[Floats, Floats]:
    """Lower bounds, and for each a column: the eigenvector of ``P'SP`` it belongs to."""
    parts = tail.energy / upper[:, None, None]
    values, vectors = np.linalg.eigh(np.diag(theta[: len(tail.energy)]) + parts)
    index = np.arange(upper.size)
    return np.diagonal(values[:, ::-1]).copy(), vectors[index, :, -1 - index].T


def _vectors(
    theta: Floats, vectors: Floats, image: Floats, mixed: Floats, values: Floats
) -> Floats:
    """Vectors of S: in the span of P as given, to first order outside.

    :param image: ``t E`` of the vectors in the span.
    """
    block = len(mixed)
    outside = vectors[:, block:]
    gaps = values - theta[block:, None]
    return np.asarray(vectors[:, :block] @ mixed + outside @ (outside.T @ image / gaps))
