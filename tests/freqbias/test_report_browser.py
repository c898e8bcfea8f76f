"""The report in headless Chromium: what a reader clicks works, on a desk and on a phone."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize, sync_playwright

from freqbias.cache import Cache
from freqbias.report import Contents, Target, pages
from freqbias.report.parts import derivation_part, plot_part
from freqbias.verification import select, verify

pytestmark = pytest.mark.xdist_group("report")

_SELECTORS = (
    "basri2020.arccos",
    "basri2020.C.sum",
    "basri2020.eq20.scale",
    "basri2020.eq20.uniform",
)
_DERIVATIONS = ("tails.reciprocal_squares", "arccosine.00")
_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_PHONE = ViewportSize(width=375, height=700)
_KINDS = (
    "index.html",
    "claims/basri2020.eq20.scale.html",
    "claims/basri2020.C.sum.html",
    "derivations/tails.reciprocal_squares.html",
    "derivations.html",
    "graph.html",
    "plots.html",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    cache = Cache(folder / "evidence.sqlite", print)
    contents = Contents(
        "A report",
        verify(select(_SELECTORS, cache).ids, cache),
        list(map(derivation_part, _DERIVATIONS)),
        [plot_part("eigenfunction-5")],
    )
    Target(folder / "site").write(pages(contents))
    return (folder / "site").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if _CHROMIUM is None:
        pytest.skip("neither chromium nor google-chrome is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; whatever it complains of, or loads from anywhere but files, fails the test."""
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    problems: list[str] = []

    def elsewhere(request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            problems.append(f"{request.url} is loaded")

    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(f"{request.url} is not there"))
    page.on("request", elsewhere)
    yield page
    context.close()
    assert not problems


def _shown(page: Page) -> list[str]:
    return [
        row.locator(".id").first.inner_text()
        for row in page.locator("table.ledger tbody tr").all()
        if row.is_visible()
    ]


def test_filters(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")
    every = _shown(page)
    page.get_by_text("REFUTED", exact=False).locator("visible=true").first.click()
    refuted = _shown(page)
    assert set(refuted) == {"basri2020.arccos.step", "basri2020.C.sum", "basri2020.eq20.scale"}
    page.get_by_label("Section").select_option("Appendix C")
    assert _shown(page) == ["basri2020.C.sum"]
    assert page.locator("output").inner_text() == "1"
    page.reload()
    assert _shown(page) == ["basri2020.C.sum"], "the address does not keep the filters"
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function("document.querySelector('output').textContent !== '1'")
    assert _shown(page) == every
    page.get_by_label("Text").fill("UNIFORM density")
    assert set(_shown(page)) == {"basri2020.eq20.scale", "basri2020.eq20.uniform"}
    page.get_by_label("Text").fill("there is no such claim")
    assert page.get_by_text("Nothing matches").is_visible()


def test_sorting(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")
    every = _shown(page)
    page.locator("th button", has_text="Controls").click()
    counts = [int(text.split("/")[1]) for text in page.locator("td.number").all_inner_texts()]
    assert counts == sorted(counts)
    page.locator("th button", has_text="Claim").click()
    assert _shown(page) == every, "claims stand in the order of the paper"
    page.locator("th button", has_text="Claim").click()
    assert _shown(page) == every[::-1]


def test_clicking_through(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")
    page.get_by_role("link", name="basri2020.C.sum", exact=True).first.click()
    assert page.locator("h1").inner_text() == "basri2020.C.sum"
    page.get_by_role("link", name="tails.reciprocal_squares").first.click()
    assert page.locator(".step .outcome-exact").count() == page.locator(".step").count() > 0
    page.get_by_role("link", name="basri2020.C.sum", exact=True).first.click()
    page.get_by_role("link", name="In the graph").click()
    page.wait_for_selector(".graph.focused .node.lit")
    lit = page.locator(".node.lit").evaluate_all("all => all.map(n => n.dataset.node)")
    assert {"claim:basri2020.C.sum", "claim:basri2020.C.sum.corrected"} <= set(lit)
    page.locator("[data-node='claim:basri2020.C.sum.corrected']").click()
    assert page.locator("h1").inner_text() == "basri2020.C.sum.corrected"
    page.get_by_role("link", name="Appendix C").click()
    assert all(".C." in id_ for id_ in _shown(page))


def test_formulas_are_drawn_as_formulas(page: Page, address: str) -> None:
    page.goto(f"{address}/claims/basri2020.eq20.uniform.html")
    high, line = page.evaluate(
        """() => [".display math[display=block]", ".display mi"].map(
            (selector) => document.querySelector(selector).getBoundingClientRect().height)"""
    )
    assert high > 4 * line, f"four cases in {high} pixels, a letter has {line}"


def test_programs_can_be_copied(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/claims/basri2020.eq20.scale.html")
    program = page.locator(".program").first
    program.get_by_role("button").click()
    page.wait_for_function("document.querySelector('.copy').textContent === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == program.locator("code").text_content()
    assert copied.startswith("from mpmath import")
    context.close()


@pytest.mark.parametrize("path", _KINDS)
@pytest.mark.parametrize("theme", _THEMES)
def test_it_can_be_read_on_a_phone(
    browser: Browser, address: str, path: str, theme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport=_PHONE, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{address}/{path}")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == _PHONE["width"], f"{path} scrolls sideways"
    small = page.evaluate(
        """() => [...document.querySelectorAll("main p, main td, main li, main code, main summary")]
            .filter((e) => e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 11)
            .map((e) => e.textContent.slice(0, 40))"""
    )
    assert not small, f"{path} has text below 11 pixels: {small}"
    context.close()


def _brightness(page: Page, selector: str, what: str) -> float:
    colour = page.locator(selector).first.evaluate(f"e => getComputedStyle(e).{what}")
    parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    return sum(parts) / 3


def test_dark_and_light(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}/plots.html")
    curve = ".canvas svg [id*='line2d'] path[style*='curve-1']"
    assert _brightness(page, "body", "backgroundColor") < 60 < _brightness(page, curve, "stroke")
    page.get_by_role("button", name="Light").click()
    assert _brightness(page, "body", "backgroundColor") > 200 > _brightness(page, curve, "stroke")
    page.goto(f"{address}/index.html")
    assert _brightness(page, "body", "backgroundColor") > 200, "the choice is not kept"
    context.close()


def test_without_scripts_everything_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/index.html")
    assert len(_shown(page)) == page.locator("table.ledger tbody tr").count() > 0
    assert not page.get_by_role("button", name="Theme").is_visible()
    context.close()


@pytest.mark.slow
def test_the_whole_report(browser: Browser, tmp_path: Path) -> None:
    """Every page of ``freqbias report``, on a phone."""
    from freqbias.cli import main

    with pytest.raises(SystemExit) as left:
        main(["report", "-o", str(tmp_path / "site")])
    assert not left.value.code
    first = tmp_path / "site" / "index.html"
    assert first.stat().st_size <= 2**20
    context = browser.new_context(viewport=_PHONE)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    for path in sorted((tmp_path / "site").rglob("*.html")):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > _PHONE["width"]:
            problems.append(f"{path.name} scrolls sideways")
    context.close()
    assert not problems
