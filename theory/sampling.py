"""Eigenvalues of H/n against those of T: n samples, exact formulas of what they deviate by.

In the orthonormal basis ``sqrt(lambda_j) f_j`` of the kernel's Hilbert space H/n has the non-zero
spectrum of the infinite matrix

    A_ij = sqrt(lambda_i lambda_j) (1/n) sum_k f_i(x_k) f_j(x_k) = lambda_i delta_ij + E_ij.

**Independent samples.**  E has mean 0 and, with ``M_ij = integral f_i^2 f_j^2 p dx``,

    n Cov(lambdahat_i, lambdahat_j) -> lambda_i lambda_j (M_ij - 1)              (simple eigenvalues),
    n (E lambdahat_i - lambda_i)    -> sum_{j != i} lambda_i lambda_j M_ij/(lambda_i - lambda_j),

by perturbation theory; the law in the limit is normal (Dauxois, Pousse and Romain 1982; Koltchinskii
and Gine 2000).  The copies of a multiple eigenvalue tend to the eigenvalues of a Gaussian matrix,
:func:`block_covariance`.

**Quantile points** ``F^{-1}((i + delta)/n)`` are the rectangle rule in ``u = F(x)``: the formula of
Euler and Maclaurin with its terms at jumps and kinks gives the deviation.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.errors import InputError, shown
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.kernels import Kernel

__all__ = [
    "block_covariance",
    "concentration_bound",
    "diagonal_defect",
    "jump_defect",
    "kink_defect",
    "limit_covariance",
    "second_order_shift",
    "sharp_concentration_bound",
    "uniform_pair_covariance",
]


def limit_covariance(first: Any, second: Any, moment: Any) -> Any:
    """``lambda_i lambda_j (M_ij - 1)``, n times the covariance of two simple eigenvalues in the limit.

    :param moment: ``M_ij = integral f_i^2 f_j^2 p dx``; for i = j it is ``integral f_i^4 p dx >= 1``.

    >>> limit_covariance(sp.Rational(1, 2), sp.Rational(1, 2), sp.Rational(3, 2))
    1/8
    """
    return first * second * (moment - 1)


def second_order_shift(mine: Any, other: Any, moment: Any) -> Any:
    """``lambda_i lambda_j M_ij/(lambda_i - lambda_j)``: by how much j moves ``n E lambdahat_i``.

    Antisymmetric, so the shifts of all eigenvalues sum to 0, as the trace of H/n is k(0).

    >>> second_order_shift(sp.Rational(1, 2), sp.Rational(1, 4), 1)
    1/2
    """
    return mine * other * moment / (mine - other)


def block_covariance(eigenvalue: Any, moment: Any, left: bool, right: bool) -> Any:
    """n Cov(E_ab, E_cd) within an eigenspace: ``lambda^2 (integral f_a f_b f_c f_d p - [a=b][c=d])``.

    The copies of an eigenvalue of multiplicity r deviate, times ``sqrt(n)``, as the eigenvalues of an
    r x r Gaussian matrix with these covariances.

    :param moment: ``integral f_a f_b f_c f_d p dx``.
    :param left: whether a = b.
    :param right: whether c = d.
    """
    return eigenvalue**2 * (moment - int(left and right))


def uniform_pair_covariance(eigenvalue: Any) -> sp.ImmutableMatrix:
    """:func:`block_covariance` of (E_11, E_12, E_22) for a pair under the uniform density.

    The functions are ``sqrt(2) cos(m x)`` and ``sqrt(2) sin(m x)``.
    E_11 = -E_22 and E_12 are independent with variance ``lambda^2/2``: to first order the pair splits
    symmetrically, by ``+-lambda R/sqrt(n)`` with R^2 exponential of mean 1, and its sum does not move.

    >>> uniform_pair_covariance(1)
    Matrix([
    [ 1/2,   0, -1/2],
    [   0, 1/2,    0],
    [-1/2,   0,  1/2]])
    """
    x = sp.Symbol("x", real=True)  # m x: the means over a turn are those for m = 1
    cosine, sine = sp.sqrt(2) * sp.cos(x), sp.sqrt(2) * sp.sin(x)
    entries = [(cosine, cosine), (cosine, sine), (sine, sine)]

    def covariance(i: int, j: int) -> Any:
        (a, b), (c, d) = entries[i], entries[j]
        mean = ExponentialPolynomial.of(a * b * c * d, x).integral(-sp.pi, sp.pi) / (2 * sp.pi)
        return block_covariance(eigenvalue, mean, a == b, c == d)

    return sp.ImmutableMatrix(3, 3, covariance)


def concentration_bound(kernel: Kernel, samples: Any, tau: Any) -> Any:
    """``2 sqrt(2) k(0) sqrt(tau/n)``, which ``(sum_i (lambdahat_i - lambda_i)^2)^(1/2)`` exceeds with
    probability at most ``2 e^{-tau}``.

    For n independent samples of any density and a measurable positive semidefinite kernel with
    ``k(x, x) <= k(0)``; both spectra decreasing, zeros added (Rosasco, Belkin and De Vito, JMLR 11
    (2010), proposition 10: Pinelis' inequality for the mean of ``k_x (x) k_x - T``, of Hilbert-Schmidt
    norm at most 2 k(0), and the inequality of Hoffman and Wielandt in the form of Kato 1987).

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> concentration_bound(first_layer_bias, 10**6, 2)
    1/500
    """
    return 2 * sp.sqrt(2) * kernel.at_zero * sp.sqrt(sp.sympify(tau, strict=True) / samples)


def sharp_concentration_bound(kernel: Kernel, samples: Any, tau: Any, square: Any) -> Any:
    """``sqrt(2 (k(0)^2 + sum lambda_i^2) tau/n)``: the same with the smaller norm.

    As ``k_x (x) k_x`` and T are both semidefinite, their inner product is >= 0, and the norm of their
    difference at most the root of ``k(0)^2 + sum lambda_i^2 <= 2 k(0)^2``.

    :param square: ``sum lambda_i^2``, or a bound of it.
    """
    return sp.sqrt(2 * (kernel.at_zero**2 + square) * sp.sympify(tau, strict=True) / samples)


def _periodic(degree: int, offset: Any) -> Any:
    turned = sp.sympify(offset, strict=True)
    return sp.bernoulli(degree, turned - sp.floor(turned))


def jump_defect(jump: Any, offset: Any, samples: Any) -> Any:
    """Rectangle sum minus integral over u of a function with a jump: ``jump B_1(offset)/n``.

    :param jump: value on the right minus value on the left.
    :param offset: of the jump after the last node, in units of 1/n; modulo 1.

    >>> jump_defect(1, sp.Rational(1, 2), 10), jump_defect(1, 0, 10)
    (0, -1/20)
    """
    return jump * _periodic(1, offset) / samples


def kink_defect(jump: Any, offset: Any, samples: Any) -> Any:
    """Rectangle sum minus integral of a function whose slope jumps: ``-jump B_2(offset)/(2 n^2)``.

    :param jump: of the derivative with respect to u.

    >>> kink_defect(1, 0, 10)
    -1/1200
    """
    return -jump * _periodic(2, offset) / (2 * samples**2)


def diagonal_defect(kernel: Kernel, norm: Any, samples: Any) -> Any:
    """``-k'(0) integral f^2 dx/(6 n^2)``: what the kink of the kernel on its diagonal adds to lambda.

    At a node x the slope of ``k(x - z) f(z)`` in ``u = F(z)`` jumps by ``2 k'(0) f(x)/p(x)``, with
    offset 0 always, and ``lambdahat - lambda`` is the integral of the defect against p f.

    :param norm: ``integral f^2 dx`` over the support of p.
    :raises InputError: for a kernel with a kink at pi: its offsets vary from node to node.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> diagonal_defect(first_layer_bias, 2 * sp.pi, 10)  # uniform: the aliases of khat
    1/600
    """
    slope, antipodal = (kernel.profile.derivative().at(at) for at in (sp.Integer(0), sp.pi))
    if antipodal != 0:
        raise InputError(f"kernel {kernel.name!r} has the slope {shown(antipodal)} at pi, not 0")
    return kink_defect(2 * slope, 0, samples) * norm
