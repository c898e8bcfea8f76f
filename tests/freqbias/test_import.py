"""Importing is light: counted in modules, not in seconds."""

import subprocess
import sys

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


def test_public_names_resolve() -> None:
    import freqbias as fb

    for name in fb.__all__:
        assert getattr(fb, name) is not None, name
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        fb.nonsense  # noqa: B018
