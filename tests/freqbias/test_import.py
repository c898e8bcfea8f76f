"""Importing is light: counted in modules, not in seconds."""

import subprocess
import sys
from pathlib import Path

import pytest

_HEAVY = ("sympy", "numpy", "scipy", "flint", "mpmath", "hypothesis", "rich", "lark")


def _modules_after(statement: str) -> set[str]:
    code = f"import sys\ntry:\n    {statement}\nexcept SystemExit: pass\nprint('MODULES', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.rpartition("MODULES")[2].split())


@pytest.mark.parametrize(
    ("statement", "most"),
    [
        ("import freqbias", 40),
        ("from freqbias.cli import main; main(['--help'])", 150),
        ("from freqbias.cli import main; main(['claims', '--json'])", 200),
    ],
)
def test_few_modules_are_imported(statement: str, most: int) -> None:
    bare = _modules_after("pass")
    loaded = _modules_after(statement) - bare
    heavy = sorted(loaded & set(_HEAVY))
    assert not heavy, f"{statement!r} imports {heavy}"
    assert len(loaded) <= most, f"{statement!r} imports {len(loaded)} modules: {sorted(loaded)}"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_cached_run_loads_no_mathematics(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    monkeypatch.setenv("FREQBIAS_CACHE", str(tmp_path))
    run = f"from freqbias.cli import main; main(['verify', 'basri2020.arccos', '--jobs', '{jobs}'])"
    _modules_after(run)
    heavy = sorted(_modules_after(run) & {"sympy", "numpy", "scipy", "flint", "mpmath"})
    assert not heavy, f"a run from the cache imports {heavy}"


def test_public_names_resolve() -> None:
    import freqbias as fb

    for name in fb.__all__:
        assert getattr(fb, name) is not None, name
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        fb.nonsense  # noqa: B018
