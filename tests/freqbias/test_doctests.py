"""The examples in the docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import freqbias


def _names() -> list[str]:
    found = pkgutil.walk_packages(freqbias.__path__, "freqbias.")
    return ["freqbias", *sorted(m.name for m in found if not m.name.endswith("__main__"))]


@pytest.mark.parametrize("name", _names())
def test_docstring_examples(name: str) -> None:
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert failed == 0, f"{failed} examples of {name} fail; see the output above"


def test_most_modules_have_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    count = sum(
        bool(test.examples)
        for name in _names()
        for test in finder.find(importlib.import_module(name))
    )
    assert count >= 40, f"only {count} docstrings with examples were found"
