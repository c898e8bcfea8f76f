"""Machine code on disk: found again by the next process, told apart by constants and by source."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.summation import carried

MORE = settings(max_examples=settings().max_examples * 5)
UNIT = Fraction(1, 2**53)

MODULE = """
from freqbias.numerics.compiled import compiled
from {package}_helper import half

def multiplied(factor):
    @compiled
    def by(x):
        return factor * half(x)
    return by
"""
HELPER = """
from freqbias.numerics.compiled import compiled

@compiled
def half(x):
    return x / {divisor}
"""
CALL = """
import sys
from {package} import multiplied
function = multiplied(float(sys.argv[1]))
print(function(10.0), sum(function.stats.cache_hits.values()))
"""


def run(folder: Path, factor: float, divisor: int = 2) -> tuple[float, int]:
    """What a fresh process finds, and how often it found machine code on disk."""
    (folder / "mine.py").write_text(MODULE.format(package="mine"))
    (folder / "mine_helper.py").write_text(HELPER.format(divisor=divisor))
    command = [sys.executable, "-B", "-c", CALL.format(package="mine"), str(factor)]
    own = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "code")}
    done = subprocess.run(command, cwd=folder, env=own, check=True, capture_output=True, text=True)
    value, hits = done.stdout.split()
    return float(value), int(hits)


def test_kept_for_the_next_process_and_renewed_when_constants_or_source_change(
    tmp_path: Path,
) -> None:
    assert run(tmp_path, 3.0) == (15.0, 0)
    assert run(tmp_path, 3.0) == (15.0, 1), "the second process compiles again"
    assert run(tmp_path, 4.0) == (20.0, 0), "another constant in the closure"
    assert run(tmp_path, 3.0, divisor=5) == (6.0, 0), "what is called has changed"


@MORE
@given(st.lists(st.floats(-1e100, 1e100), max_size=60))
def test_running_sums_carry_their_errors_along(terms: list[float]) -> None:
    """``total + low`` is off by what adding up the errors loses: ``N^2 u^2 sum |t|``."""
    total = low = 0.0
    for term in terms:
        total, low = carried(total, low, term)
    exact = sum(map(Fraction, terms), Fraction(0))
    off = abs(Fraction(total) + Fraction(low) - exact)
    allowed = len(terms) ** 2 * UNIT**2 * sum((abs(Fraction(t)) for t in terms), Fraction(0))
    assert off <= allowed, f"{terms}: off by {float(off)} > {float(allowed)}"


@MORE
@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_one_addition_is_exact(total: float, term: float) -> None:
    high, low = carried(total, 0.0, term)
    assert high == total + term, f"{total} + {term}"
    assert Fraction(high) + Fraction(low) == Fraction(total) + Fraction(term), f"{total} + {term}"
