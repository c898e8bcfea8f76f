#!/usr/bin/env python3
"""Re-verify certificates of freqbias, with the Python standard library alone.

    python check.py FILE_OR_DIRECTORY ...

One line for each certificate: ``verified``, ``FAILED`` or ``not verified``, the claim, and why.
Exit status 0 if all are verified, 1 if not, 2 for wrong usage.  README.md says what a certificate
proves and what it does not.

All arithmetic is on intervals [lo, hi]/2^bits with integer ends, rounded outwards.  Functions have
Taylor remainders that are bounded on paper (the bound stands where it is used); integrals are Taylor
expansions on panels with Lagrange's remainder.  Nothing here is shared with the project.
"""

from __future__ import annotations

import json
import re
import sys
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from pathlib import Path

FORMAT = "freqbias-certificate-1"
PRECISIONS = (96, 160, 288, 544)  # bits, tried in turn until the question is decided
ORDER = 24  # of the Taylor expansions on panels; even
MAX_BYTES, MAX_NODES, MAX_DEPTH, MAX_DIGITS = 4_000_000, 100_000, 80, 400
MAX_POWER, MAX_ARGUMENT, MAX_BITS = 100, 1000, 20_000
MAX_PANELS, MAX_HALVINGS, MAX_EVALUATIONS, MAX_SIZE = 2_000, 40, 20_000, 20
MAX_WORK, MAX_DIFFERENTIATED = (
    200_000,
    300,
)  # nodes evaluated at one precision; to be differentiated


class Malformed(Exception):
    """Not a certificate that this program understands."""


class Undecided(Exception):
    """The intervals are too wide, or a limit is reached."""


class Exhausted(Exception):
    """The limit of evaluations is reached."""


class Refuted(Exception):
    """The certificate says something that is wrong."""


# -- Intervals -------------------------------------------------------------------------------------


class Interval:
    """``[lo, hi] / 2^p``; every operation contains the exact result."""

    __slots__ = ("hi", "lo", "p")

    def __init__(self, lo: int, hi: int, p: int) -> None:
        if max(lo.bit_length(), hi.bit_length()) > MAX_BITS + p:
            raise Undecided("a number is beyond the limits of this checker")
        self.lo, self.hi, self.p = lo, hi, p

    @staticmethod
    def of(value: Fraction | int, p: int) -> Interval:
        scaled = Fraction(value) * (1 << p)
        return Interval(scaled.__floor__(), scaled.__ceil__(), p)

    @staticmethod
    def between(lower: Fraction, upper: Fraction, p: int) -> Interval:
        return Interval(Interval.of(lower, p).lo, Interval.of(upper, p).hi, p)

    def at(self, p: int) -> Interval:
        """The same interval, or a wider one, with p bits."""
        if p >= self.p:
            return Interval(self.lo << p - self.p, self.hi << p - self.p, p)
        return Interval(self.lo >> self.p - p, -(-self.hi >> self.p - p), p)

    def __neg__(self) -> Interval:
        return Interval(-self.hi, -self.lo, self.p)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.lo + other.lo, self.hi + other.hi, self.p)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.lo - other.hi, self.hi - other.lo, self.p)

    def __mul__(self, other: Interval) -> Interval:
        a, b, c, d = self.lo, self.hi, other.lo, other.hi
        ends = (a * c, a * d, b * c, b * d)
        return Interval(min(ends) >> self.p, -(-max(ends) >> self.p), self.p)

    def __truediv__(self, other: Interval) -> Interval:
        if other.has_zero:
            raise Undecided("a divisor may be 0")
        pairs = [(n << self.p, d) for n in (self.lo, self.hi) for d in (other.lo, other.hi)]
        return Interval(min(n // d for n, d in pairs), max(-(-n // d) for n, d in pairs), self.p)

    def times(self, factor: Fraction) -> Interval:
        return self.ratio(factor.numerator, factor.denominator)

    def ratio(self, n: int, d: int) -> Interval:
        """Times n/d, d > 0."""
        lo, hi = (self.lo, self.hi) if n >= 0 else (self.hi, self.lo)
        return Interval(lo * n // d, -(-hi * n // d), self.p)

    def scaled(self, shift: int) -> Interval:
        """Times ``2^-shift``."""
        return Interval(self.lo >> shift, -(-self.hi >> shift), self.p)

    def widened(self, error: int) -> Interval:
        return Interval(self.lo - error, self.hi + error, self.p)

    @property
    def has_zero(self) -> bool:
        return self.lo <= 0 <= self.hi

    @property
    def size(self) -> int:
        return max(abs(self.lo), abs(self.hi))

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.lo, 1 << self.p), Fraction(self.hi, 1 << self.p)

    def monotone(self, function) -> Interval:
        """An increasing function, given on points ``(integer, p)``."""
        return Interval(function(self.lo, self.p).lo, function(self.hi, self.p).hi, self.p)

    def falling(self, function) -> Interval:
        """A decreasing function, given on points."""
        return Interval(function(self.hi, self.p).lo, function(self.lo, self.p).hi, self.p)


def power(x: Interval, n: int) -> Interval:
    """``x^n`` for n >= 0; even powers of intervals around 0 are not negative."""
    result, square, rest = Interval.of(1, x.p), x, n
    while rest:
        if rest & 1:
            result = result * square
        rest >>= 1
        square = square * square if rest else square
    return Interval(max(0, result.lo), result.hi, x.p) if n % 2 == 0 else result


# -- Functions of points, with bounds of what the series leave out ---------------------------------


def _alternating(x: Interval, first: Interval, start: int, factorial: bool) -> Interval:
    """``sum (-1)^j x^(2j) first / c_j``, c_j = (start+2j)!/start! or start+2j: Leibniz' bound.

    Terms fall in modulus for abs(x) <= 1, so the rest is at most the first term left out.
    """
    square, term, total, k = x * x, first, first, start
    while True:
        k += 2
        term = -(term * square)
        if factorial:
            term = term.ratio(1, k * (k - 1))
        part = term if factorial else term.ratio(start, k)
        if part.size <= 2:
            return total.widened(part.size)
        total = total + part


@lru_cache(maxsize=64)
def pi(p: int) -> Interval:
    """Machin: ``pi = 16 atan(1/5) - 4 atan(1/239)``."""
    w = p + 16
    parts = (Interval.of(Fraction(1, n), w) for n in (5, 239))
    fifth, small = (_alternating(x, x, 1, factorial=False) for x in parts)
    return (fifth.ratio(16, 1) - small.ratio(4, 1)).at(p)


def _exp(n: int, p: int) -> Interval:
    """``exp(n/2^p)``: for 0 <= r < 2^-7 the rest of the series is below twice its next term."""
    if abs(n) > MAX_ARGUMENT << p:
        raise Undecided("the argument of an exponential is beyond the limits of this checker")
    if n < 0:
        extra = 4 * (-n >> p) + 8
        return (Interval.of(1, p + extra) / _exp(-n << extra, p + extra)).at(p)
    halvings = max(0, n.bit_length() - p) + 7
    w = p + 2 * (n >> p) + halvings + 16
    r = Interval(n << w - p, n << w - p, w).scaled(halvings)
    term = total = Interval.of(1, w)
    k = 0
    while term.hi > 2:
        k += 1
        term = (term * r).ratio(1, k)
        total = total + term
    total = total.widened(2 * term.hi)
    for _ in range(halvings):
        total = total * total
    return total.at(p)


def _log(n: int, p: int) -> Interval:
    """``log(n/2^p)``, by ``2 atanh z``, ``abs(z) <= 1/3``."""
    if n <= 0:
        raise Undecided("the argument of a logarithm may not be positive")
    w, k = p + 16, n.bit_length() - p
    m = Interval.of(Fraction(n, 1 << p) / Fraction(2) ** k, w)  # in [1/2, 1)
    one = Interval.of(1, w)
    part = _atanh((m - one) / (m + one)) + _atanh(Interval.of(Fraction(1, 3), w)).ratio(k, 1)
    return part.ratio(2, 1).at(p)


def _atanh(z: Interval) -> Interval:
    """The rest of the series is at most ``z^k/k (1 + 1/9 + ...)``, below twice its first term."""
    square, term, total, k = z * z, z, z, 1
    while term.size > 2:
        k += 2
        term = term * square
        total = total + term.ratio(1, k)
    return total.widened(2 * term.size)


def _sqrt(n: int, p: int) -> Interval:
    if n < 0:
        raise Undecided("the argument of a square root may be negative")
    root = isqrt(n << p)
    return Interval(root, root + (root * root < n << p), p)


def _atan(n: int, p: int) -> Interval:
    """``atan x = 2 atan(x/(1 + sqrt(1 + x^2)))`` three times, then the alternating series."""
    w = p + 16
    one, x = Interval.of(1, w), Interval(n << 16, n << 16, w)
    if abs(n) > 1 << p:
        right = pi(w).scaled(1)
        return ((right if n > 0 else -right) - _small_atan(one / x)).at(p)
    return _small_atan(x).at(p)


def _small_atan(x: Interval) -> Interval:
    one = Interval.of(1, x.p)
    for _ in range(3):
        x = x / (one + (one + x * x).monotone(_sqrt))
    return _alternating(x, x, 1, factorial=False).ratio(8, 1)


def _acos(n: int, p: int) -> Interval:
    """``2 atan(sqrt((1 - x)/(1 + x)))``."""
    one = 1 << p
    if abs(n) > one:
        raise Undecided("the argument of an arc cosine may be beyond 1")
    if n == -one:
        return pi(p)
    w = p + 16
    quotient = Interval.of(Fraction(one - n, one + n), w)
    return quotient.monotone(_sqrt).monotone(_atan).ratio(2, 1).at(p)


def _sin(x: Interval, turn: int) -> Interval:
    """``sin(x + turn pi/2)``, from the midpoint: the slope is at most 1."""
    middle, radius = x.lo + x.hi >> 1, x.hi - x.lo + 2 >> 1
    w = x.p + 16 + max(0, abs(middle).bit_length() - x.p)
    point = Interval(middle << w - x.p, middle << w - x.p, w)
    quarter = pi(w).scaled(1)
    n = (2 * point.lo + quarter.lo) // (2 * quarter.lo)
    rest = point - quarter.ratio(n, 1)  # within 0.8 of 0
    if (n + turn) % 2 == 0:
        value = _alternating(rest, rest, 1, factorial=True)
    else:
        value = _alternating(rest, Interval.of(1, w), 0, factorial=True)
    value = (value if (n + turn) % 4 < 2 else -value).at(x.p).widened(radius)
    one = 1 << x.p
    return Interval(max(value.lo, -one), min(value.hi, one), x.p)


def _abs(x: Interval) -> Interval:
    if x.has_zero:
        return Interval(0, x.size, x.p)
    return x if x.lo > 0 else -x


# -- Taylor series: lists of coefficients, a single one for a constant ------------------------------


def s_add(a: list, b: list) -> list:
    if len(a) < len(b):
        a, b = b, a
    return [
        a[0] + b[0],
        *(a[1:] if len(b) == 1 else [x + y for x, y in zip(a[1:], b[1:], strict=True)]),
    ]


def s_mul(a: list, b: list) -> list:
    if len(a) == 1 or len(b) == 1:
        return [x * y for x in a for y in b]
    return [_sum([a[j] * b[k - j] for j in range(k + 1)]) for k in range(len(a))]


def _sum(terms: list) -> Interval:
    return Interval(sum(t.lo for t in terms), sum(t.hi for t in terms), terms[0].p)


def _recur(first: Interval, n: int, step) -> list:
    """``[first, c_1, ..., c_{n-1}]`` with ``k c_k = step(k, c)``."""
    found = [first]
    for k in range(1, n):
        found.append(step(k, found).ratio(1, k))
    return found


def s_exp(a: list) -> list:
    """From ``e' = a' e``."""

    def step(k, e):
        return _sum([(a[j] * e[k - j]).ratio(j, 1) for j in range(1, k + 1)])

    return _recur(a[0].monotone(_exp), len(a), step)


def s_sin_cos(a: list) -> tuple[list, list]:
    """From ``s' = a' c``, ``c' = -a' s``."""
    sine, cosine = [_sin(a[0], 0)], [_sin(a[0], 1)]
    for k in range(1, len(a)):
        slopes = [a[j].ratio(j, k) for j in range(1, k + 1)]
        down = [cosine[k - j] * slopes[j - 1] for j in range(1, k + 1)]
        up = [sine[k - j] * slopes[j - 1] for j in range(1, k + 1)]
        sine.append(_sum(down))
        cosine.append(-_sum(up))
    return sine, cosine


def s_power(a: list, exponent: Fraction) -> list:
    """Whole powers by multiplication; others from ``a p' = r a' p``, for a > 0."""
    if exponent.denominator == 1 and exponent >= 0:
        if len(a) == 1:
            return [power(a[0], int(exponent))]
        result = [Interval.of(1, a[0].p)]
        for _ in range(int(exponent)):
            result = s_mul(result, a)
        return result

    def step(k, p):
        terms = [(a[j] * p[k - j]).times(j * exponent - (k - j)) for j in range(1, k + 1)]
        return _sum(terms) / a[0]

    return _recur(_fractional(a[0], exponent), len(a), step)


def _fractional(x: Interval, exponent: Fraction) -> Interval:
    if exponent < 0:
        return Interval.of(1, x.p) / _fractional(x, -exponent)
    if exponent.denominator <= 2:
        root = x if exponent.denominator == 1 else x.monotone(_sqrt)
        return power(root, exponent.numerator)
    return x.monotone(_log).times(exponent).monotone(_exp)


def _primitive(first: Interval, a: list, slope: list) -> list:
    """The series with this first coefficient and derivative ``a' slope``."""
    if len(a) == 1:
        return [first]
    outer = [a[j].ratio(j, 1) for j in range(1, len(a))]
    product = s_mul(outer, slope[: len(outer)])
    return [first, *(c.ratio(1, k) for k, c in enumerate(product, 1))]


def s_log(a: list) -> list:
    return _primitive(a[0].monotone(_log), a, s_power(a, Fraction(-1)))


def s_atan(a: list) -> list:
    slope = s_power(s_add([Interval.of(1, a[0].p)], s_mul(a, a)), Fraction(-1))
    return _primitive(a[0].monotone(_atan), a, slope)


def s_acos(a: list) -> list:
    value = a[0].falling(_acos)
    if len(a) == 1:
        return [value]
    cosine = s_add([Interval.of(1, a[0].p)], [-c for c in s_mul(a, a)])
    return _primitive(value, a, [-c for c in s_power(cosine, Fraction(-1, 2))])


def s_asin(a: list) -> list:
    return s_add([pi(a[0].p).scaled(1)], [-c for c in s_acos(a)])


def s_abs(a: list) -> list:
    if len(a) > 1 and a[0].has_zero:
        raise Undecided("a modulus may change its branch inside a panel")
    return [_abs(a[0]), *(a[1:] if a[0].lo > 0 else [-c for c in a[1:]])]


def _hyperbolic(sign: int):
    def function(a: list) -> list:
        both = s_exp(a), s_exp([-c for c in a])
        return [c.scaled(1) for c in s_add(both[0], [c.ratio(sign, 1) for c in both[1]])]

    return function


FUNCTIONS = {
    "exp": s_exp,
    "log": s_log,
    "sin": lambda a: s_sin_cos(a)[0],
    "cos": lambda a: s_sin_cos(a)[1],
    "atan": s_atan,
    "asin": s_asin,
    "acos": s_acos,
    "sinh": _hyperbolic(-1),
    "cosh": _hyperbolic(1),
    "abs": s_abs,
}


# -- Expressions -----------------------------------------------------------------------------------

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?")


def rational(text) -> Fraction:
    """A fraction or a decimal number."""
    if not isinstance(text, str) or len(text) > MAX_DIGITS or not NUMBER.fullmatch(text):
        raise Malformed(f"{str(text)[:40]!r} is not a rational number")
    return Fraction(text)


class Node:
    """A checked expression: operation, arguments, constant or name, and the names that occur free."""

    __slots__ = ("args", "free", "name", "op", "value")

    def __init__(self, op: str, args: tuple = (), value=None, name: str = "") -> None:
        self.op, self.args, self.value, self.name = op, args, value, name
        self.free = frozenset().union(*(arg.free for arg in args))
        if op == "var":
            self.free = frozenset([name])

    @property
    def key(self) -> tuple:
        """Equal for equal expressions."""
        return (self.op, self.name, str(self.value), *(arg.key for arg in self.args))


class Reader:
    """JSON lists to nodes, within limits and the vocabulary."""

    def __init__(self, limit: int = MAX_NODES) -> None:
        self.left = limit

    def __call__(self, data, depth: int = 0) -> Node:
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH:
            raise Malformed("an expression is larger or deeper than this checker accepts")
        if not isinstance(data, list) or not data or not isinstance(data[0], str):
            raise Malformed(f"{str(data)[:40]!r} is not an expression")
        op, *args = data
        if op == "q":
            return Node(op, value=rational(_one(args, op)))
        if op == "var":
            return Node(op, name=_name(_one(args, op)))
        if op == "^":
            base, text = _exactly(args, 2, op)
            exponent = rational(text)
            if max(abs(exponent.numerator), exponent.denominator) > MAX_POWER:
                raise Malformed(f"the exponent {text} is beyond the limits of this checker")
            return Node(op, (self(base, depth + 1),), exponent)
        if op == "integral":
            body, name, *ends = _exactly(args, 4, op)
            return self._binding(op, body, name, ends, depth)
        if op == "let":  # a number called NAME for BODY
            name, value, body = _exactly(args, 3, op)
            return self._binding(op, body, name, [value], depth)
        if op == "root":  # a zero of BODY in NAME between two rational numbers
            body, name, lower, upper = _exactly(args, 4, op)
            node = self._binding(op, body, name, [], depth)
            node.value = _ordered([lower, upper])
            return node
        if op == "matrix":
            return self._matrix(args, depth)
        if op in FUNCTIONS or op in MATRIX_ARITY or op == "pi":
            args = _exactly(args, {"pi": 0}.get(op, MATRIX_ARITY.get(op, 1)), op)
        elif op not in ("+", "*") or not args:
            raise Malformed(f"{op[:40]!r} is not in the vocabulary")
        return Node(op, tuple(self(arg, depth + 1) for arg in args))

    def _binding(self, op: str, body, name, others: list, depth: int) -> Node:
        inner = self(body, depth + 1)
        node = Node(op, (inner, *(self(o, depth + 1) for o in others)), name=_name(name))
        node.free = frozenset().union(inner.free - {name}, *(a.free for a in node.args[1:]))
        return node

    def _matrix(self, rows: list, depth: int) -> Node:
        if not rows or any(not isinstance(r, list) or len(r) != len(rows[0]) for r in rows):
            raise Malformed("a matrix needs rows of one length")
        if not 0 < max(len(rows), len(rows[0])) <= MAX_SIZE:
            raise Malformed(f"a matrix has more than {MAX_SIZE} rows or columns, or none")
        entries = tuple(self(entry, depth + 1) for row in rows for entry in row)
        return Node("matrix", entries, value=len(rows[0]))


def _exactly(args: list, count: int, op: str) -> list:
    if len(args) != count:
        raise Malformed(f"{op!r} takes {count} arguments and has {len(args)}")
    return args


def _one(args: list, op: str):
    return _exactly(args, 1, op)[0]


def _name(text) -> str:
    if not isinstance(text, str) or not 0 < len(text) <= 40:
        raise Malformed(f"{str(text)[:40]!r} is not the name of a variable")
    return text


def _ordered(pair) -> tuple[Fraction, Fraction]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise Malformed(f"{str(pair)[:40]!r} is not an interval")
    lower, upper = map(rational, pair)
    if lower > upper:
        raise Malformed(f"the interval [{pair[0][:40]}, {pair[1][:40]}] is empty")
    return lower, upper


def _parts(node: Node):
    """The node and all below it."""
    yield node
    for arg in node.args:
        yield from _parts(arg)


class Evaluator:
    """Nodes to series (or matrices of intervals) at one precision; closed parts once."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self._known: dict[int, list] = {}
        self._left = MAX_WORK

    def number(self, node: Node, names: dict) -> Interval:
        value = self(node, names)
        if len(value) != 1 or isinstance(value[0], list):
            raise Undecided("a number is needed where the expression depends on a variable")
        return value[0]

    def __call__(self, node: Node, names: dict) -> list:
        if node.free:
            return self._value(node, names)
        if id(node) not in self._known:
            self._known[id(node)] = self._value(node, names)
        return self._known[id(node)]

    def _value(self, node: Node, names: dict) -> list:
        op = node.op
        self._left -= 1
        if self._left < 0:
            raise Undecided("more evaluations are needed than this checker allows")
        if op == "q":
            return [Interval.of(node.value, self.bits)]
        if op == "pi":
            return [pi(self.bits)]
        if op == "var":
            if node.name not in names:
                raise Malformed(f"the variable {node.name!r} has no value")
            return names[node.name]
        if op == "integral":
            return [self._integral(node, names)]
        if op == "let":
            return self(node.args[0], {**names, node.name: self(node.args[1], names)})
        if op == "root":
            return [self._root(node, names)]
        if op == "matrix" or op in MATRICES:
            return self._matrix(node, names)
        values = [self(arg, names) for arg in node.args]
        if any(isinstance(value[0], list) for value in values):
            raise Malformed(f"{op!r} has a matrix for an argument")
        if op == "^":
            return s_power(values[0], node.value)
        if op in FUNCTIONS:
            return FUNCTIONS[op](values[0])
        total = values[0]
        for value in values[1:]:
            total = s_add(total, value) if op == "+" else s_mul(total, value)
        return total

    def _integral(self, node: Node, names: dict) -> Interval:
        """Over t in [0, 1] with x = a + (b - a) t, by panels of which those too coarse are halved.

        On a panel of half-width h around c the integral is ``sum_{k even} 2 f_k h^(k+1)/(k+1)`` and a
        rest between the ends of ``f_N 2 h^(N+1)/(N+1)``, f_N the N-th coefficient over the panel.
        """
        body, *ends = node.args
        for name in body.free - {node.name}:  # series in two variables are not understood
            if name in names and not isinstance(names[name][0], list) and len(names[name]) > 1:
                raise Undecided("an integral depends on the variable of another")
        a, b = (self.number(end, names) for end in ends)
        panels, total = [(Fraction(0), Fraction(1))], Interval(0, 0, self.bits)
        for _ in range(MAX_PANELS):
            if not panels:
                return total * (b - a)
            low, high = panels.pop()
            half = (high - low) / 2
            over = self._series(body, node.name, names, a, b, low, high)
            rest = over[ORDER] if len(over) > ORDER else Interval(0, 0, self.bits)
            rest = rest.times(2 * half ** (ORDER + 1) / (ORDER + 1))
            if rest.hi - rest.lo > 256 * half + 4:
                if half < Fraction(1, 2**MAX_HALVINGS):
                    break
                panels += [(low, low + half), (low + half, high)]
                continue
            middle = self._series(body, node.name, names, a, b, low + half, low + half)
            parts = (
                c.times(2 * half ** (k + 1) / (k + 1))
                for k, c in enumerate(middle[:ORDER])
                if k % 2 == 0
            )
            total = _sum([total, rest, *parts])
        raise Undecided("an integral needs more panels than this checker allows")

    def _series(self, body, name, names, a, b, low, high) -> list:
        width, zero = b - a, Interval(0, 0, self.bits)
        x = [a + width * Interval.between(low, high, self.bits), width, *[zero] * (ORDER - 1)]
        return self(body, {**names, name: x})

    def _root(self, node: Node, names: dict) -> Interval:
        """The bracket, after checking that a function continuous on it changes sign."""
        if any(part.op == "root" and node.name in part.free for part in _parts(node.args[0])):
            raise Undecided("a root that depends on another may jump")
        lower, upper = node.value
        signs = []
        for end in (lower, upper):
            x = [Interval.of(end, self.bits)]
            value = self.number(node.args[0], {**names, node.name: x})
            if value.has_zero:
                raise Undecided("the sign at an end of a bracket is not decided")
            signs.append(value.lo > 0)
        bracket = Interval.between(lower, upper, self.bits)
        self.number(node.args[0], {**names, node.name: [bracket]})  # defined, so continuous
        if signs[0] == signs[1]:
            raise Refuted("a function does not change its sign on its bracket")
        return bracket

    def _matrix(self, node: Node, names: dict) -> list:
        if node.op == "matrix":
            entries = [self.number(arg, names) for arg in node.args]
            return [entries[i : i + node.value] for i in range(0, len(entries), node.value)]
        values = [self(arg, names) for arg in node.args]
        if not all(isinstance(value[0], list) for value in values):
            raise Malformed(f"{node.op!r} needs matrices")
        return MATRICES[node.op](*values)


# -- Matrices of intervals -------------------------------------------------------------------------


def m_mul(a: list, b: list) -> list:
    if len(a[0]) != len(b):
        raise Malformed("matrices whose sizes do not fit are multiplied")
    columns = list(zip(*b, strict=True))
    return [[_dot(row, column) for column in columns] for row in a]


def _dot(row, column) -> Interval:
    terms = [x * y for x, y in zip(row, column, strict=True) if x.size and y.size]
    return _sum(terms) if terms else Interval(0, 0, row[0].p)


def m_add(a: list, b: list) -> list:
    if (len(a), len(a[0])) != (len(b), len(b[0])):
        raise Malformed("matrices of different sizes are added")
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def m_exp(a: list) -> list:
    """Scaled to norm <= 1/8, Taylor, squared: the rest of the series is below twice its next term."""
    size, p = _square(a), a[0][0].p
    norm = max(sum(x.size for x in row) for row in a)
    if norm > MAX_ARGUMENT << p:
        raise Undecided("the argument of an exponential is beyond the limits of this checker")
    halvings = max(0, norm.bit_length() - p) + 3
    w = p + 2 * (norm >> p) + 2 * halvings + 32
    small = [[x.at(w).scaled(halvings) for x in row] for row in a]
    one = [[Interval.of(int(i == j), w) for j in range(size)] for i in range(size)]
    term, total, k = one, one, 0
    while (error := max(sum(x.size for x in row) for row in term)) > 1 << 8:
        k += 1
        term = [[x.ratio(1, k) for x in row] for row in m_mul(term, small)]
        total = m_add(total, term)
    total = [[x.widened(2 * error) for x in row] for row in total]
    for _ in range(halvings):
        total = m_mul(total, total)
    return [[x.at(p) for x in row] for row in total]


def _square(a: list) -> int:
    if len(a) != len(a[0]):
        raise Malformed("a square matrix is needed")
    return len(a)


def m_det(a: list) -> list:
    """By elimination with the largest pivot of all, so that only the last ones may be near 0."""
    size, rows = _square(a), [list(row) for row in a]
    value = Interval.of(1, a[0][0].p)
    while size > 1:
        places = [(i, j) for i in range(size) for j in range(size)]
        i, j = max(places, key=lambda at: _least(rows[at[0]][at[1]]))
        first = rows.pop(i)
        pivot = first.pop(j)
        value = value * (pivot if (i + j) % 2 == 0 else -pivot)
        for row in rows:
            factor = row.pop(j) / pivot
            row[:] = [x - factor * y for x, y in zip(row, first, strict=True)]
        size -= 1
    return [value * rows[0][0]]


def m_solve(a: list, b: list) -> list:
    """``a^-1 b``, by elimination with the largest pivot of the column."""
    size = _square(a)
    if len(b) != size:
        raise Malformed("a system of equations needs as many right sides as rows")
    rows = [[*r, *s] for r, s in zip(a, b, strict=True)]
    for k in range(size):
        best = max(range(k, size), key=lambda i: _least(rows[i][k]))
        rows[k], rows[best] = rows[best], rows[k]
        for i in range(size):
            if i != k:
                factor = rows[i][k] / rows[k][k]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [[x / row[i] for x in row[size:]] for i, row in enumerate(rows)]


def _least(x: Interval) -> int:
    """The least modulus."""
    return 0 if x.has_zero else min(abs(x.lo), abs(x.hi))


MATRICES = {"m+": m_add, "m*": m_mul, "expm": m_exp, "det": m_det, "solve": m_solve}
MATRIX_ARITY = {"m+": 2, "m*": 2, "expm": 1, "det": 1, "solve": 2}


# -- Signs on boxes: derivatives, with what cancels exactly cancelled -------------------------------


def constant(value: Fraction | int) -> Node:
    return Node("q", value=Fraction(value))


def plus(*args: Node) -> Node:
    """The sum, equal terms collected."""
    total, found = Fraction(0), {}
    for c, rest in (term for arg in args for term in _terms(arg, Fraction(1))):
        if rest is None:
            total += c
        else:
            found[rest.key] = (found.get(rest.key, (0, rest))[0] + c, rest)
    terms = [times(constant(c), rest) for c, rest in found.values() if c]
    terms += [constant(total)] if total or not terms else []
    return terms[0] if len(terms) == 1 else Node("+", tuple(terms))


def _terms(node: Node, factor: Fraction):
    """``(number, rest)`` for each term, sums inside sums opened."""
    c, rest = _coefficient(node)
    if rest is not None and rest.op == "+":
        for arg in rest.args:
            yield from _terms(arg, c * factor)
    else:
        yield c * factor, rest


def _coefficient(term: Node) -> tuple[Fraction, Node | None]:
    if term.op == "q":
        return term.value, None
    if term.op == "*" and term.args[0].op == "q":
        rest = term.args[1:]
        return term.args[0].value, rest[0] if len(rest) == 1 else Node("*", rest)
    return Fraction(1), term


def times(*args: Node) -> Node:
    """The product, powers of one base collected; all factors are defined where it is used."""
    number, found = Fraction(1), {}
    for arg in args:
        for factor in arg.args if arg.op == "*" else (arg,):
            if factor.op == "q":
                number *= factor.value
                continue
            base, n = (factor.args[0], factor.value) if factor.op == "^" else (factor, Fraction(1))
            found[base.key] = (base, found.get(base.key, (base, 0))[1] + n)
    factors = [raised(base, n) for base, n in found.values() if n]
    if number == 0 or not factors:
        return constant(number)
    if number != 1:
        factors = [constant(number), *factors]
    return factors[0] if len(factors) == 1 else Node("*", tuple(factors))


def raised(base: Node, n: Fraction) -> Node:
    if n == 1:
        return base
    if n.denominator == 1 and base.op == "q":
        if not base.value and n < 0:
            raise Undecided("a divisor is 0")
        size = max(base.value.numerator.bit_length(), base.value.denominator.bit_length())
        if size * abs(n) > MAX_BITS:
            raise Undecided("a number is beyond the limits of this checker")
        return constant(base.value**n)
    if n.denominator == 1 and base.op == "*":
        return times(*(raised(factor, n) for factor in base.args))
    if n.denominator == 1 and base.op == "^":
        return raised(base.args[0], base.value * n)
    return Node("^", (base,), n)


def called(op: str, arg: Node) -> Node:
    """With exact values at 0, and of sines and cosines at multiples of pi/2."""
    if arg.op == "q" and arg.value == (op == "log") and op != "acos":
        return constant(op in ("cos", "exp", "cosh"))
    c, rest = _coefficient(arg)
    if op in ("sin", "cos") and rest is not None and rest.op == "pi" and (2 * c).denominator == 1:
        return constant((0, 1, 0, -1)[int(2 * c + (op == "cos")) % 4])
    return Node(op, (arg,))


def placed(node: Node, values: dict[str, Fraction]) -> Node:
    """With numbers for variables, tidied."""
    if node.op == "var":
        return constant(values[node.name]) if node.name in values else node
    if node.op in ("q", "pi"):
        return node
    args = [placed(arg, values) for arg in node.args]
    if node.op in ("+", "*"):
        return (plus if node.op == "+" else times)(*args)
    if node.op == "^":
        return raised(args[0], node.value) if node.value else constant(1)
    if node.op in FUNCTIONS:
        return called(node.op, args[0])
    raise Undecided(f"{node.op!r} is not understood in expressions that are to have a sign")


def slope(node: Node, name: str) -> Node:
    """The derivative."""
    if name not in node.free:
        return constant(0)
    if node.op == "var":
        return constant(1)
    inner = [slope(arg, name) for arg in node.args]
    if node.op == "+":
        return plus(*inner)
    if node.op == "*":
        parts = ((*node.args[:i], d, *node.args[i + 1 :]) for i, d in enumerate(inner))
        return plus(*(times(*part) for part in parts))
    (arg,) = node.args
    if node.op == "^":
        outer = times(constant(node.value), raised(arg, node.value - 1))
        return times(outer if node.value != 1 else constant(1), *inner)
    if node.op not in SLOPES:
        raise Undecided(f"{node.op!r} is not differentiated by this checker")
    return times(SLOPES[node.op](arg), *inner)


def _beside(sign: int, arg: Node) -> Node:
    """``1 + sign arg^2``."""
    return plus(constant(1), times(constant(sign), raised(arg, Fraction(2))))


SLOPES = {
    "exp": lambda u: called("exp", u),
    "log": lambda u: raised(u, Fraction(-1)),
    "sin": lambda u: called("cos", u),
    "cos": lambda u: times(constant(-1), called("sin", u)),
    "atan": lambda u: raised(_beside(1, u), Fraction(-1)),
    "asin": lambda u: raised(_beside(-1, u), Fraction(-1, 2)),
    "acos": lambda u: times(constant(-1), raised(_beside(-1, u), Fraction(-1, 2))),
    "sinh": lambda u: called("cosh", u),
    "cosh": lambda u: called("sinh", u),
}


class Signs:
    """Whether expressions are >= 0 (or > 0) on boxes: by intervals, and where they are monotone by
    the face on which they are least."""

    def __init__(self, strict: bool) -> None:
        self.strict, self.count = strict, 0
        self._slopes: dict = {}

    def value(self, node: Node, box: dict) -> Interval:
        self.count += 1
        if self.count > MAX_EVALUATIONS:
            raise Exhausted("more evaluations are needed than this checker allows")
        bits = PRECISIONS[0]
        names = {name: [Interval.between(*side, bits)] for name, side in box.items()}
        return Evaluator(bits).number(node, names)

    def defined(self, node: Node, box: dict) -> bool:
        """Whether it has a value, an interval of finite ends, on the whole box."""
        try:
            self.value(node, box)
        except Undecided:
            return False
        return True

    def shown(self, node: Node, box: dict, strict: bool, depth: int = 3) -> bool:
        """Where it cannot be evaluated on the whole box nothing is shown, so all is defined."""
        if node.op == "q":
            return node.value > 0 or (node.value == 0 and not strict)
        try:
            found = self.value(node, box)
            if found.lo > 0 or (found.lo == 0 and not strict):
                return True
            return found.hi >= 0 and depth > 0 and self._on_face(node, box, strict, depth)
        except Undecided:
            return False

    def _on_face(self, node: Node, box: dict, strict: bool, depth: int) -> bool:
        face = {}
        for name, ends in box.items():
            for way, end in zip((1, -1), ends, strict=True):
                if self.shown(self._slope(node, name, way), box, False, depth - 1):
                    face[name] = end
                    break
        rest = {name: side for name, side in box.items() if name not in face}
        return bool(face) and self.shown(placed(node, face), rest, strict, depth)

    def _slope(self, node: Node, name: str, way: int) -> Node:
        known = (id(node), name, way)
        if known not in self._slopes:
            self._slopes[known] = (times(constant(way), slope(node, name)), node)
        return self._slopes[known][0]


# -- Certificates ----------------------------------------------------------------------------------


def check_defect(data: dict) -> str:
    """The defect lies in the interval, which excludes 0."""
    node = Reader()(data.get("defect"))
    _closed(node, frozenset())
    claimed = _ordered(data.get("interval"))
    shown = f"[{data['interval'][0]}, {data['interval'][1]}]"
    if claimed[0] <= 0 <= claimed[1]:
        raise Refuted(f"the interval {shown} contains 0")
    reason = ""
    for bits in PRECISIONS:
        try:
            found = Evaluator(bits).number(node, {})
        except Undecided as error:
            reason = str(error)
            continue
        lower, upper = found.ends
        if claimed[0] <= lower and upper <= claimed[1]:
            return f"the defect lies in {shown}"
        if upper < claimed[0] or claimed[1] < lower:
            raise Refuted(f"the defect is {decimal(lower)}..., not in {shown}")
        reason = f"the enclosure [{decimal(lower)}, {decimal(upper)}] is too wide"
    raise Undecided(reason)


def check_cover(data: dict) -> str:
    """Every expression is >= 0 (or > 0) on every box, and the boxes cover the domain."""
    names = data.get("variables")
    if not isinstance(names, list) or not 0 < len(names) <= 6:
        raise Malformed("the variables are not a list of one to six names")
    order = [_name(name) for name in names]
    if len(set(order)) < len(order):
        raise Malformed("two variables have one name")
    expressions, strict = data.get("expressions"), data.get("strict")
    if not isinstance(expressions, list) or not expressions or not isinstance(strict, bool):
        raise Malformed("there are no expressions, or it is not said whether strictly")
    reader = Reader(MAX_DIFFERENTIATED)
    nodes = [reader(expression) for expression in expressions]
    for node in nodes:
        _closed(node, frozenset(order))
    domain = _box(data.get("domain"), len(order))
    boxes = data.get("boxes")
    if not isinstance(boxes, list) or not 0 < len(boxes) <= MAX_EVALUATIONS:
        raise Malformed("the boxes are not a list, or too long a one")
    parts = [_box(box, len(order)) for box in boxes]
    if not covered(domain, parts):
        raise Refuted("the boxes do not cover the domain")
    count = sum(_bisected(node, order, parts, strict) for node in nodes)
    sign = "> 0" if strict else ">= 0"
    return f"{sign} on {len(parts)} boxes ({count} evaluations), which cover the domain"


def _closed(node: Node, allowed: frozenset) -> None:
    if node.free - allowed:
        raise Malformed(f"the variable {min(node.free - allowed)!r} has no value")


Box = list  # of pairs of fractions


def _box(data, size: int) -> Box:
    if not isinstance(data, list) or len(data) != size:
        raise Malformed("a box does not have one interval for each variable")
    return [_ordered(pair) for pair in data]


def covered(domain: Box, boxes: list[Box]) -> bool:
    """Whether the union of closed boxes contains the domain: cut it along their ends."""
    rest = [(domain, boxes)]
    for _ in range(MAX_EVALUATIONS):
        if not rest:
            return True
        box, candidates = rest.pop()
        near = [b for b in candidates if all(map(_overlap, b, box))]
        if any(all(map(_holds, b, box)) for b in near):
            continue
        ends = [
            sorted({end for b in near for end in b[i] if lower < end < upper})
            for i, (lower, upper) in enumerate(box)
        ]
        axis = max(range(len(box)), key=lambda i: len(ends[i]))
        if not ends[axis]:
            return False
        cut, (lower, upper) = ends[axis][len(ends[axis]) // 2], box[axis]
        for part in ((lower, cut), (cut, upper)):
            rest.append(([*box[:axis], part, *box[axis + 1 :]], near))
    raise Undecided("the boxes are more entangled than this checker follows")


Side = tuple[Fraction, Fraction]


def _holds(side: Side, of: Side) -> bool:
    return side[0] <= of[0] and of[1] <= side[1]


def _overlap(side: Side, of: Side) -> bool:
    low, high = max(side[0], of[0]), min(side[1], of[1])
    return low < high or (low == high and of[0] == of[1])


def _bisected(node: Node, order: list[str], boxes: list[Box], strict: bool) -> int:
    """How many evaluations prove it, on the boxes or on parts of them.

    The expression as it is written must be defined on the whole of a part; only then does the sign
    of the tidied one, in which terms and factors have cancelled, say anything.
    """
    signs, tidy = Signs(strict), placed(node, {})
    rest = [(box, box, 0, False) for box in boxes]
    while rest:
        box, whole, depth, defined = rest.pop()
        sides = dict(zip(order, box, strict=True))
        defined = defined or signs.defined(node, sides)
        if defined and signs.shown(tidy, sides, strict):
            continue
        if _negative(signs, node, sides, strict):
            raise Refuted(f"it has the wrong sign on the box {_shown(box)}")
        wide = [
            (high - low) / (up - down) if up > down else Fraction(0)
            for (low, high), (down, up) in zip(box, whole, strict=True)
        ]
        axis = max(range(len(box)), key=lambda i: wide[i])
        lower, upper = box[axis]
        if depth == MAX_HALVINGS or lower == upper:
            wanting = "the sign is not decided" if defined else "it may be undefined"
            raise Undecided(f"{wanting} on the box {_shown(box)}")
        middle = (lower + upper) / 2
        for part in ((lower, middle), (middle, upper)):
            rest.append(([*box[:axis], part, *box[axis + 1 :]], whole, depth + 1, defined))
    return signs.count


def _negative(signs: Signs, node: Node, sides: dict, strict: bool) -> bool:
    """Whether a point of the box, its middle, certainly has the wrong sign."""
    middle = {name: ((low + high) / 2,) * 2 for name, (low, high) in sides.items()}
    try:
        value = signs.value(node, middle)
    except Undecided:
        return False
    return value.hi < 0 or (strict and value.hi <= 0)


def _shown(box: Box) -> str:
    return " x ".join(f"[{decimal(lower)}, {decimal(upper)}]" for lower, upper in box)


def decimal(value: Fraction, digits: int = 20) -> str:
    """Rounded, for messages."""
    scaled = round(value * 10**digits)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{abs(scaled) // 10**digits}.{abs(scaled) % 10**digits:0{digits}d}"


KINDS = {"defect": check_defect, "cover": check_cover}
CLAIM = re.compile(r"[A-Za-z0-9._-]{1,100}")


def verify(text: str) -> tuple[str, str, str]:
    """``(status, claim, sentence)`` for the text of a certificate."""
    claim = "-"
    try:
        data = _load(text)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise Malformed(f"this is not a certificate of format {FORMAT}")
        if not isinstance(data.get("claim"), str) or not CLAIM.fullmatch(data["claim"]):
            raise Malformed("the certificate does not name its claim")
        claim = data["claim"]
        if not isinstance(data.get("kind"), str) or data["kind"] not in KINDS:
            raise Malformed(f"certificates of kind {str(data.get('kind'))[:40]!r} are not known")
        return "verified", claim, KINDS[data["kind"]](data)
    except Refuted as error:
        return "FAILED", claim, str(error)
    except Malformed as error:
        return "FAILED", claim, f"malformed: {error}"
    except (Undecided, Exhausted) as error:
        return "not verified", claim, str(error)
    except (MemoryError, OverflowError, RecursionError):
        return "not verified", claim, "it is beyond the limits of this machine"


class Bare:
    """A JSON number, which no field of a certificate may be: numbers are strings."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _load(text: str):
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_int=Bare, parse_float=Bare)
    except RecursionError:
        raise Malformed("the JSON is nested too deeply") from None
    except ValueError as error:
        raise Malformed(f"the JSON cannot be read ({str(error)[:60]})") from None


def _unique(pairs: list) -> dict:
    if len({key for key, _ in pairs}) < len(pairs):
        raise Malformed("a key occurs twice")
    return dict(pairs)


# -- Command line ----------------------------------------------------------------------------------


def files(arguments: list[str]) -> list[Path]:
    """The files named, and the ``*.json`` of the directories named."""
    found = []
    for argument in arguments:
        path = Path(argument)
        found += sorted(path.glob("*.json")) if path.is_dir() else [path]
    missing = [str(path) for path in found if not path.is_file()]
    if missing or not found:
        raise FileNotFoundError(", ".join(missing) or "no certificates")
    return found


def main(arguments: list[str]) -> int:
    """Check all; the exit status."""
    if not arguments or any(a.startswith("-") for a in arguments):
        print("usage: python check.py FILE_OR_DIRECTORY ...", file=sys.stderr)
        return 2
    try:
        paths = files(arguments)
    except OSError as error:
        print(f"check.py: {error}: there is no such file or directory", file=sys.stderr)
        return 2
    good = 0
    for path in paths:
        status, claim, sentence = verify(_read(path))
        good += status == "verified"
        print(f"{status:12}  {claim if claim != '-' else path}: {sentence}", flush=True)
    print(f"{good} of {len(paths)} certificates verified")
    return 0 if good == len(paths) else 1


def _read(path: Path) -> str:
    """The text; of a file that is too long or not text, nothing, which is malformed."""
    try:
        return path.read_text("utf-8") if path.stat().st_size <= MAX_BYTES else ""
    except (OSError, UnicodeDecodeError):
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
