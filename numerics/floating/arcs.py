"""Functions of the coefficient matrix of an arc, in float64, for many nu at once (nu is the last axis).

On an arc ``v'' = K v`` with K constant, v = (fields, phi, psi) as in
:mod:`freqbias.theory.inverse_system`.  So v and v' at its end are ``C v + S v'`` and
``E v + C v'`` with ``C = cosh(l sqrt K)``, ``S = sinh(l sqrt K)/sqrt K``, ``E = K S``.  The block of
the fields is diagonalised; the drives, whose own eigenvalues are -m^2, enter through divided
differences at -m^2, by Cauchy's formula where they would cancel.  Where the eigenvectors are nearly
dependent, the exponential of the first-order system is used instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from freqbias.numerics.evaluate import Floats

__all__ = ["Modes", "arc_functions", "modes"]

_NEAR = 0.3  # where divided differences at -m^2 would cancel; a contour of radius 1 does not
_CONTOUR = np.exp(2j * np.pi * (np.arange(32) + 0.5) / 32)  # resolves 0.3^32
_DEPENDENT = 100.0  # largest condition number of eigenvectors that is accepted


@dataclass(frozen=True)
class Modes:
    """``K = V diag(kappa) V^-1`` on d fields: shapes (d, B), (d, d, B), (d, d, B).

    ``reliable``, shape (B,), says where functions of K may be computed from it.
    """

    values: Any
    vectors: Any
    inverse: Any
    reliable: NDArray[np.bool_]


def modes(generator: Floats) -> Modes:
    """Eigenvalues and eigenvectors of ``generator``, shape (d, d, B)."""
    # large entries first: then QR keeps the small eigenvalues of a graded matrix
    order = np.argsort(-np.abs(np.diagonal(generator[:, :, -1])))
    back = np.argsort(order)
    values, vectors = np.linalg.eig(generator[np.ix_(order, order)].transpose(2, 0, 1))
    vectors = vectors[:, back]
    with np.errstate(all="ignore"):
        try:
            inverse = np.linalg.inv(vectors)
        except np.linalg.LinAlgError:
            inverse = np.linalg.pinv(vectors)
    values = np.ascontiguousarray(values.T)
    vectors, inverse = (np.ascontiguousarray(x.transpose(1, 2, 0)) for x in (vectors, inverse))
    condition = np.abs(inverse).sum(axis=(0, 1)) * np.abs(vectors).sum(axis=(0, 1))
    return Modes(values, vectors, inverse, condition < _DEPENDENT)


def arc_functions(generator: Floats, fields: int, squares: Floats, length: float) -> Floats:
    """C, S, E of K, shape (3, d + e, d + e, B): from (fields, phi) to (fields, psi).

    :param generator: K, shape (d + 2 e, d + 2 e, B).

    >>> oscillator = np.full((1, 1, 1), -4.0)
    >>> C, S, E = arc_functions(oscillator, 1, np.array([]), np.pi / 4).ravel()
    >>> abs(C) < 1e-15, S.round(12), E.round(12)
    (np.True_, np.float64(0.5), np.float64(-2.0))
    """
    d, e = fields, squares.size
    found = modes(generator[:d, :d])
    if found.reliable.all():
        return _modal(found, generator, squares, length)
    result = np.empty((3, d + e, d + e, generator.shape[2]))
    good, bad = found.reliable, ~found.reliable
    if good.any():
        kept = Modes(
            found.values[..., good], found.vectors[..., good], found.inverse[..., good], good
        )
        result[..., good] = _modal(kept, generator[..., good], squares, length)
    rows, columns = np.r_[0:d, d + e : d + 2 * e], np.r_[0 : d + e]
    result[..., bad] = _exponential(generator[..., bad], length)[:, rows[:, None], columns]
    return result


def _scalars(values: Any, length: float) -> Any:
    """``cosh(l r)``, ``sinh(l r)/r``, ``r sinh(l r)`` with r^2 the values, none of them 0."""
    if np.iscomplexobj(values):
        root = np.sqrt(values)
        even, odd = np.cosh(root * length), np.sinh(root * length)
        return np.array([even, odd / root, odd * root])
    root = np.sqrt(np.abs(values))
    angle = root * length
    turning = values < 0
    bounded = np.where(turning, 0.0, angle)
    even = np.where(turning, np.cos(angle), np.cosh(bounded))
    odd = np.where(turning, np.sin(angle), np.sinh(bounded))
    return np.array([even, odd / root, odd * np.where(turning, -root, root)])


def _at_squares(squares: Floats, length: float) -> tuple[Floats, Floats]:
    """The three functions and their derivatives at ``-m^2``, each of shape (3, e)."""
    m = np.sqrt(-squares)
    safe = np.where(m > 0, m, 1.0)
    c, s = np.cos(m * length), np.where(m > 0, np.sin(m * length) / safe, length)
    slope = np.where(m > 0, (length * c - s) / (-2 * safe**2), length**3 / 6)
    functions = np.array([c, s, squares * s])
    return functions, np.array([length * s / 2, slope, (length * c + s) / 2])


def _differences(values: Any, f: Any, squares: Floats, length: float) -> tuple[Any, Any]:
    """``f[kappa_i, -n^2]`` and ``f[-n^2, kappa_i, -n^2]``, both of shape (3, drive, mode, B)."""
    fixed, slopes = _at_squares(squares, length)
    gap = values - squares[:, None, None]
    with np.errstate(all="ignore"):
        first = (f[:, None] - fixed[:, :, None, None]) / gap
        twice = (first - slopes[:, :, None, None]) / gap
    for n, square in enumerate(squares):
        near = np.abs(gap[n]) < _NEAR
        if near.any():
            circle = _scalars(square + _CONTOUR, length) / _CONTOUR.size
            weights = 1 / (_CONTOUR[:, None] - gap[n][near])
            once, again = circle @ weights, (circle / _CONTOUR) @ weights
            real = not np.iscomplexobj(values)
            first[:, n, near] = once.real if real else once
            twice[:, n, near] = again.real if real else again
    return first, twice


def _modal(found: Modes, generator: Floats, squares: Floats, length: float) -> Floats:
    values, vectors, inverse = found.values, found.vectors, found.inverse
    d, e = len(values), squares.size
    into = (inverse[:, :, None] * generator[:d, d : d + e]).sum(axis=1)  # (mode, drive, B)
    out = (generator[d + e :, :d, None] * vectors).sum(axis=1)  # (drive, mode, B)
    direct = generator[d + e :, d : d + e]
    fixed, slopes = _at_squares(squares, length)
    f = _scalars(values, length)
    first, twice = _differences(values, f, squares, length)
    gap = values - squares[:, None, None]
    result = np.empty((3, d + e, d + e, values.shape[1]))
    for i in range(d):
        pair = vectors[:, i, None] * inverse[i]
        term = (f[:, i, None, None] * pair).real
        result[:, :d, :d] = term if i == 0 else result[:, :d, :d] + term
    driven = first.swapaxes(1, 2) * into  # (3, mode, drive, B)
    result[:, :d, d:] = (vectors[:, :, None] * driven[:, None]).sum(axis=2).real
    result[:, d:, :d] = ((out * first)[:, :, :, None] * inverse).sum(axis=2).real
    for m in range(e):
        for n in range(e):
            if m == n:
                flat, second = slopes[:, n], twice[:, n]
            else:  # -m^2 and -n^2 are apart, so one of them is apart from kappa_i
                flat = (fixed[:, m] - fixed[:, n]) / (squares[m] - squares[n])
                far = np.abs(gap[m]) > np.abs(gap[n])
                nearer = np.where(far, first[:, n], first[:, m])
                second = (nearer - flat[:, None, None]) / np.where(far, gap[m], gap[n])
            through = (out[m] * second * into[:, n]).sum(axis=1).real
            result[:, d + m, d + n] = through + direct[m, n] * flat[:, None]
    return result


def _exponential(generator: Floats, length: float) -> Floats:
    """C, S, E by the exponential of ``[[0, w], [K/w, 0]] length``, balanced by w^2 ~ norm of K."""
    size, count = generator.shape[1:]
    w = np.sqrt(1 + np.abs(generator).sum(axis=1).max(axis=0))
    first = np.zeros((2 * size, 2 * size, count))
    first[:size, size:] = np.eye(size)[:, :, None] * w * length
    first[size:, :size] = generator / w * length
    whole = expm(first.transpose(2, 0, 1)).transpose(1, 2, 0)
    return np.array([whole[:size, :size], whole[:size, size:] / w, whole[size:, :size] * w])
