"""Hill's equation with two regions: where its gaps are, and that they do not close, step by step."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import MEAN_ROOT, real
from freqbias.derivations.unevaluated import nonnegative, product
from freqbias.theory.hill.discriminant import transfer, two_piece_discriminant
from freqbias.theory.hill.two_pieces import contrast, recurring_offset

__all__ = ["gap_edges", "recurring"]

_SUM = real("a", "a", r"$\pi x$, half the sum of the phases $t_1$ and $t_2$ of the regions")
_DIFFERENCE = real("b", "b", r"$\pi (2 w - 1) x$, half their difference")
_PHASE = real("t", "t", "phase $t_1$ of the first region, where that of both is a whole turn")
_RATIO = Notation(sp.Symbol("r", positive=True), "r", r"$\sqrt{p_1/p_2}$")
_RATE = Notation(
    sp.Symbol("k", positive=True), "k", "rate in the second region; $r k$ in the first"
)
_Q = Notation(sp.Symbol("q", integer=True, positive=True), "q", "index of a gap")
_EDGE = real(
    "Delta_e",
    r"\Delta(x_e)",
    r"trace $\Delta(x)$ of the monodromy matrix where $x = x_e$ has a solution of period $2 \pi$",
)
_X = real("x", "x", r"effective frequency $Z \sqrt{\nu/s}$")
_FIRST = real("alpha", r"\alpha", r"$\beta q$")
_BETA = real("beta", r"\beta", r"$2 w - 1$")
_KAPPA = Notation(sp.Symbol("kappa", nonnegative=True), r"\kappa", r"$|r - 1|/(r + 1)$")
_SHARE = Notation(
    sp.Symbol("w", nonnegative=True), "w", r"the first region's share of $\int \sqrt{p}\,dx$"
)
_SLOPE = Notation(
    sp.Symbol("s", positive=True),
    "s",
    r"slope of the inverse symbol, the limit of $1/(m^2 \hat k_m)$",
)
_LOW = real("x_-", "x_-", r"the lower edge of gap $q$, at least $q - \frac12$ by hill.gap-edges")
_HIGH = real("x_+", "x_+", r"its upper edge; $q$ is between them")
_NEAR = real("nu_low", r"\nu_{2 q - 1}", "eigenvalue of Hill's equation at the lower edge")
_FAR = real("nu_high", r"\nu_{2 q}", "the one at the upper edge")
_LEAST = Notation(sp.Symbol("p_min", positive=True), r"p_{\min}", "minimum of the density")
_LOWER = real("u_1", "u_1", r"$p_{\min}$ times $1/\lambda_{2 q - 1} - \nu_{2 q - 1}$")
_UPPER = real("u_2", "u_2", r"$p_{\min}$ times $1/\lambda_{2 q} - \nu_{2 q}$")
_OFFSET, _MORE, _ABOVE = (
    Notation(sp.Symbol(letter, nonnegative=True), letter, meaning)
    for letter, meaning in (
        ("d", "how far both edges are from $q$ at least"),
        ("e", r"$x_+ - x_- - 2 d$"),
        ("g", r"$x_- - q + \frac12$"),
    )
)
_SPLIT = (MEAN_ROOT, _SLOPE, _LEAST, _LOW, _HIGH, _NEAR, _FAR, _LOWER, _UPPER,
          _OFFSET, _MORE, _ABOVE)  # fmt: skip
_ROOM = Notation(sp.Symbol("u", nonnegative=True), "u", r"$w - \frac12$")


def gap_edges() -> Derivation:
    """Where the gaps of the two-piece Hill equation are, and that the printed eigenvalues lie in them.

    >>> gap_edges().require()
    """
    return Derivation(
        "hill.gap-edges",
        "Two regions: every printed eigenvalue lies in a gap, or is double",
        (*_edges(), *_printed_frequency()),
        (_X, _EDGE, _SUM, _DIFFERENCE, _RATIO, _RATE, _Q, _PHASE),
    )


def _edges() -> Iterator[Step]:
    a, b, ratio, rate = (n.symbol for n in (_SUM, _DIFFERENCE, _RATIO, _RATE))
    phases = ((a - b, rate), (a + b, ratio * rate))
    second, first = (
        sp.ImmutableMatrix(transfer(phase / speed, speed**2, 1)) for phase, speed in phases
    )
    kappa = contrast(ratio)
    yield Step(
        _EDGE.symbol,
        sp.Integer(2),
        "cited: Floquet's theorem",
        r"For a Hill equation with density $p > 0$ of period $2 \pi$: solutions of that period exist "
        r"where $\Delta(x) = 2$ and nowhere else, two where the monodromy matrix is the identity; "
        r"where $|\Delta(x)| > 2$ none is bounded, and these $x$ are the gaps.",
    )
    yield Step(
        sp.Trace(sp.MatMul(second, first, evaluate=False)),
        two_piece_discriminant(a + b, a - b, ratio),
        "trace of the product",
        r"$\Delta$ from the transfer matrices of $(f, f')$, with phases $a + b$ and $a - b$ and rates "
        r"$r k$ and $k$.",
    )
    yield Step(
        two_piece_discriminant(a + b, a - b, ratio) - 2,
        product(
            -(ratio + 1 / ratio + 2),
            sp.sin(a) - kappa * sp.sin(b),
            sp.sin(a) + kappa * sp.sin(b),
        ),
        "addition theorems",
        r"With $\kappa = (r - 1)/(r + 1)$ the edges are where $\sin a = \pm \kappa \sin b$.",
    )
    yield Step(
        1 - kappa**2 * sp.sin(b) ** 2 - kappa**2 * sp.cos(b) ** 2,
        nonnegative(4 * ratio / (ratio + 1) ** 2),
        "sign",
        r"At an edge this is $\cos^2 a - \kappa^2 \cos^2 b$, and it is positive.  So "
        r"$\sin a \mp \kappa \sin b$ crosses zero in the direction of $\cos a$ only: as it changes "
        r"sign between $x = q - \frac12$ and $q + \frac12$, exactly once there.",
    )


def _printed_frequency() -> Iterator[Step]:
    t, ratio, q = _PHASE.symbol, _RATIO.symbol, _Q.symbol
    excess = ratio + 1 / ratio - 2
    yield Step(
        two_piece_discriminant(t, 2 * sp.pi * q - t, ratio) - 2,
        excess * sp.sin(t) ** 2,
        "addition theorems",
        r"$\Delta - 2$ at the printed frequency $x = q$, where the phases sum to $2 \pi q$.",
    )
    yield Step(
        excess,
        nonnegative((ratio - 1) ** 2 / ratio),
        "sign",
        r"So $\Delta(q) > 2$, and $q$ is in the gap between its two edges, unless $r = 1$ or $\sin t = "
        r"0$; then both edges are $q$, and the eigenvalue is double.",
    )


def recurring() -> Derivation:
    """Of two successive q, one has both gap edges away from q by a fixed amount, unless w = 1/2.

    >>> recurring().require()
    """
    first, beta, x, q = (n.symbol for n in (_FIRST, _BETA, _X, _Q))
    kappa, share, room = (n.symbol for n in (_KAPPA, _SHARE, _ROOM))
    edge = sp.sin(sp.pi * x) - kappa * sp.sin(sp.pi * beta * x)
    return Derivation(
        "hill.recurring",
        r"Two regions: of two successive pairs one is split, for $T$ from some $q$ on",
        (
            Step(
                sp.sin(sp.pi * beta),
                sp.sin(sp.pi * (first + beta)) * sp.cos(sp.pi * first)
                - sp.cos(sp.pi * (first + beta)) * sp.sin(sp.pi * first),
                "addition theorems",
                r"So $|\sin \pi\beta|$ is at most the sum of $|\sin \pi \beta q|$ and $|\sin \pi \beta "
                r"(q + 1)|$, and one of these is at least half of it.",
            ),
            Step(
                sp.Subs(edge, x, q),
                -kappa * sp.sin(sp.pi * beta * q),
                "substitution",
                r"A function that is 0 at an edge, taken at $q$; for the other edge $\kappa$ has the "
                r"other sign.",
            ),
            Step(
                sp.Derivative(edge, x),
                sp.pi * sp.cos(sp.pi * x) - kappa * sp.pi * beta * sp.cos(sp.pi * beta * x),
                "differentiation",
                r"At most $\pi (1 + \kappa)$ in modulus, as $|\beta| < 1$.  So an edge is at least "
                r"$\kappa |\sin \pi \beta q|/(\pi (1 + \kappa))$ away from $q$.",
            ),
            Step(
                product(sp.Abs(sp.sin(2 * sp.pi * share)) / 2, kappa / (sp.pi * (1 + kappa))),
                recurring_offset(kappa, share),
                "substitution",
                r"For one of $q$ and $q + 1$, as $|\sin \pi \beta| = |\sin 2 \pi w|$; for $0 < w < 1$ "
                r"it is 0 only at $w = \frac12$.",
            ),
            Step(
                sp.Subs(edge, beta, 0),
                sp.sin(sp.pi * x),
                "substitution",
                r"At $w = \frac12$ both edges are $q$, and no gap is open.",
            ),
            Step(
                sp.Subs(sp.sin(2 * sp.pi * share), share, sp.Rational(1, 2) + room),
                -sp.sin(2 * sp.pi * room),
                "addition theorems",
                r"Odd about $w = \frac12$: which region comes first does not matter.",
            ),
            *_split(),
        ),
        (_X, _Q, _SHARE, _KAPPA, _BETA, _FIRST, _ROOM, *_SPLIT),
    )


def _split() -> Iterator[Step]:
    """The eigenvalues of T with the indices 2 q - 1 and 2 q differ where the edges do, for large q."""
    slope, least, low, high, near, far, lower, upper, offset, more, above = (
        notation.symbol for notation in _SPLIT[1:]
    )
    scale, q = slope / MEAN_ROOT.symbol**2, _Q.symbol
    inverses = (far + upper / least) - (near + lower / least)
    hill = {near: scale * low**2, far: scale * high**2}
    yield Step(
        sp.Subs(inverses, tuple(hill), tuple(hill.values())),
        product(scale, high - low, high + low) - (lower - upper) / least,
        "substitution",
        r"$1/\lambda_{2 q} - 1/\lambda_{2 q - 1}$ for the operator $T$, from $x = Z \sqrt{\nu/s}$.  "
        r"By the derivation hill.bound $u_1$ and $u_2$ are between $R_-$ and $R_+$, which do not "
        r"depend on $q$.",
    )
    edge = q - sp.Rational(1, 2) + above
    beyond = edge + 2 * offset + more
    yield Step(
        product(beyond - edge, beyond + edge) - 2 * offset * (2 * q - 1),
        nonnegative(more * (2 * q - 1) + (2 * offset + more) * (2 * above + 2 * offset + more)),
        "sign",
        r"$(x_+ - x_-)(x_+ + x_-)$ minus $2 d (2 q - 1)$.  As $d > 0$ is fixed for one of two "
        r"successive $q$, this times $s/Z^2$ exceeds any bound of $(u_1 - u_2)/p_{\min}$ from some $q$ "
        r"on: then $\lambda_{2 q - 1} > \lambda_{2 q}$, and the pair of $T$ is split too.",
    )
