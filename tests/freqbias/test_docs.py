"""The documentation: its examples run, its extensions do what they say, it builds without warnings."""

from __future__ import annotations

import doctest
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

_ROOT = Path(__file__).parents[2]
_DOCS = _ROOT / "docs"
_PAGES = sorted(page for page in _DOCS.rglob("*.md") if ">>> " in page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", _PAGES, ids=[str(p.relative_to(_DOCS)) for p in _PAGES])
def test_examples_of_a_page_run(page: Path) -> None:
    """All blocks of a page, one after the other, as a reader would type them."""
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    assert test.examples
    failed, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert failed == 0, f"{failed} examples of {page.name} fail; see the output above"


def test_tutorials_have_examples() -> None:
    tutorials = set((_DOCS / "tutorials").glob("*.md"))
    assert len(tutorials) >= 3
    assert tutorials <= set(_PAGES)


def _extension(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, _DOCS / "_ext" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_formulas_in_docstrings_become_literal_blocks() -> None:
    changed = _extension("docstrings").literal_blocks
    formula = ["It solves", "", "    y_+' = M y_+", "", "    y_- = 0", "", "for x > 0."]
    assert changed(formula) == ["It solves", "", "::", "", *formula[2:]]
    field = [":param x: of the", "    arc.", "", ">>> f(1)", "    2"]
    assert changed(field) == field, "continued fields and output of examples stay as they are"


def test_notebooks_of_the_site_are_the_examples() -> None:
    shown = {page.resolve() for page in (_DOCS / "notebooks").glob("*.ipynb")}
    assert shown == set((_ROOT / "examples").glob("*.ipynb"))


@pytest.fixture(scope="session")  # built once, even if tests of other modules come between
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "docs"
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-n",
        "--keep-going",
        "-q",
        str(_DOCS),
        str(out),
    ]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr[:3000]  # later warnings follow from the first
    return out


@pytest.mark.slow
@pytest.mark.xdist_group("site")  # a build writes pages beside its sources
def test_site_builds_without_a_warning_and_links_lead_somewhere(site: Path) -> None:
    broken = []
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"#?:]+)(?:[#?][^"]*)?"', text):
            if not (page.parent / link).exists():
                broken.append(f"{page.relative_to(site)}: {link}")
    assert not broken, broken[:10]


@pytest.mark.slow
@pytest.mark.xdist_group("site")  # a build writes pages beside its sources
def test_site_needs_no_network(site: Path) -> None:
    loaded = re.compile(r'<(?:script|link|img)[^>]*(?:src|href)="(https?:[^"]*)"')
    outside = {
        url for page in site.rglob("*.html") for url in loaded.findall(page.read_text("utf-8"))
    }
    assert not outside


@pytest.mark.slow
@pytest.mark.xdist_group("site")  # a build writes pages beside its sources
def test_site_names_the_public_interface(site: Path) -> None:
    import freqbias

    text = (site / "api" / "index.html").read_text(encoding="utf-8")
    functions = [n for n in freqbias.__all__ if n not in ("kernels", "ledger", "InputError")]
    assert not [name for name in functions if f'id="freqbias.{name}"' not in text]
