"""What a finite space leaves out of gradient flow, integrated over time.

The columns ``b_i`` of the highest modes are not small, but ``w(s) = sum_i f_i(s) b_i`` is: the
residual is analytic on every arc.  So w is bounded as it stands: on a panel [a, a + D]

    |w| <= sum_{k<K} |w^(k)(a)| D^k/k! + sum_i (mu_i D)^K/K! f_i(a) |b_i|.
"""

from __future__ import annotations

import math

from flint import arb, arb_mat

from freqbias.numerics.flow.decay import Decay, column_norms

__all__ = ["Outside"]

_ORDERS = 10
_NEGLIGIBLE = 1e-19


class Outside:
    """Bounds of ``integral_0^t |w(s)| ds``, for descent of ``s sum |w|`` over the steps up to t."""

    def __init__(self, columns: arb_mat, decay: Decay) -> None:
        self._columns, self._decay = columns, decay
        self._sizes = column_norms(columns)
        self._quick = [
            sign < 0 or bool(size * life < _NEGLIGIBLE)
            for sign, size, life in zip(decay.signs, self._sizes, decay.lifetimes, strict=True)
        ]
        self._alone = sum(
            (
                s * t
                for s, t, quick in zip(self._sizes, decay.lifetimes, self._quick, strict=True)
                if quick
            ),
            arb(0),
        )
        rates = [rate for rate, quick in zip(decay.rates, self._quick, strict=True) if not quick]
        self._edges = [arb(0), 1 / (2 * max(rates)).abs_upper() if rates else arb(1)]
        self._totals = [arb(0)]

    def __call__(self, t: arb) -> arb:
        panel = next((i for i, edge in enumerate(self._edges) if i and edge >= t), None)
        while panel is None:
            self._edges.append(2 * self._edges[-1])
            panel = len(self._edges) - 1 if self._edges[-1] >= t else None
        while len(self._totals) <= panel:
            n = len(self._totals)
            self._totals.append(self._totals[-1] + self._panel(self._edges[n - 1], self._edges[n]))
        return self._alone + self._totals[panel]

    def _panel(self, start: arb, end: arb) -> arb:
        length = (end - start).abs_upper()
        table = self._decay.derivatives(start, _ORDERS).table()
        zero = [arb(0)] * _ORDERS
        kept = [zero if quick else row for row, quick in zip(table, self._quick, strict=True)]
        norms = column_norms(self._columns * arb_mat(kept))
        total = sum((norm * length**k for k, norm in enumerate(norms)), arb(0))
        for row, rate, size in zip(kept, self._decay.rates, self._sizes, strict=True):
            total += (rate * length) ** _ORDERS / math.factorial(_ORDERS) * row[0] * size
        return ((length + self._decay.step) * total).abs_upper()
