"""The report as text: it is whole, safe, self-contained, and says what the records say."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import sympy as sp

from freqbias.cache import Cache
from freqbias.claims import ledger, records
from freqbias.claims.claim import Claim, Control, Kind, Source
from freqbias.claims.domain import Interval
from freqbias.claims.registry import Registry
from freqbias.report import Contents, pages
from freqbias.report.ledger import NOT_RUN, completed
from freqbias.report.parts import derivation_part, made, plot_part
from freqbias.verification import Record, select, verify, versions

pytestmark = pytest.mark.xdist_group("report")

_SELECTORS = ("basri2020.arccos", "basri2020.C.sum", "basri2020.B.34", "basri2020.lemma5")
_DERIVATIONS = ("tails.reciprocal_squares", "trace.z-scaling")
_VOID = {"meta", "link", "input", "br", "hr", "img"}


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    cache = Cache(tmp_path_factory.mktemp("cache") / "evidence.sqlite", print)
    found = verify(select(_SELECTORS, cache).ids, cache)
    return Contents(
        'A title with <b> & "quotes"',
        found,
        made(derivation_part, _DERIVATIONS, cache),
        made(plot_part, ["eigenfunction-5"], cache),
        ["a remark & more"],
    )


@pytest.fixture(scope="module")
def site(contents: Contents) -> dict[str, str]:
    return pages(contents)


@dataclass
class Page(HTMLParser):
    """What a page is made of; raises if elements are not nested."""

    path: str
    text: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)
        self.close()
        assert not self.open, f"{self.path} does not close {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(values) == len(attrs), f"{self.path}: an attribute twice in {tag} {attrs}"
        self.tags.append((tag, values))
        self.ids += [v for k, v in attrs if k == "id" and v is not None]
        for name, value in attrs:
            if name in {"href", "xlink:href", "src", "action", "data"} and value is not None:
                (self.links if (tag, name) == ("a", "href") else self.loads).append(value)

    def handle_endtag(self, tag: str) -> None:
        opened = self.open.pop()
        assert opened == tag, f"{self.path}: </{tag}> closes <{opened}> at {self.getpos()}"

    def handle_data(self, data: str) -> None:
        self.words += data


def _pages(site: dict[str, str]) -> Iterator[Page]:
    return (Page(path, text) for path, text in site.items() if path.endswith(".html"))


def _resolved(path: str, target: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / target).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def test_every_link_and_anchor_resolves(site: dict[str, str]) -> None:
    ids = {page.path: set(page.ids) for page in _pages(site)}
    filters = {
        tags["name"] for tag, tags in Page("index.html", site["index.html"]).tags if "name" in tags
    }
    for page in _pages(site):
        for link in page.links:
            url = urlsplit(link)
            assert not url.scheme, f"{page.path} links to {link}"
            target = _resolved(page.path, unquote(url.path)) if url.path else page.path
            assert target in site, f"{page.path} links to {link}, which is not there"
            if "=" in url.fragment:  # filters that the first page is to set
                assert target == "index.html"
                assert set(parse_qs(url.fragment)) <= filters
            elif url.fragment:
                assert url.fragment in ids[target], f"{page.path} links to {link}: no such anchor"


def test_ids_are_unique(site: dict[str, str]) -> None:
    for page in _pages(site):
        twice = {id_ for id_ in page.ids if page.ids.count(id_) > 1}
        assert not twice, f"{page.path} has twice {twice}"


def test_nothing_is_loaded_from_elsewhere(site: dict[str, str]) -> None:
    for page in _pages(site):
        for source in page.loads:
            url = urlsplit(source)
            inside = source.startswith(("#", "data:,", "data:image/png;"))
            assert inside or _resolved(page.path, url.path) in site, f"{page.path} loads {source}"
        assert "url(http" not in site[page.path]
    assert not re.search(r"@import|url\(|https?://", site["style.css"] + site["report.js"])


def test_it_is_the_same_however_long_the_checks_took(contents: Contents) -> None:
    def slower(record: Record) -> Record:
        evidence = {**record["evidence"], "seconds": record["evidence"]["seconds"] + 1}
        return {**record, "seconds": record["seconds"] + 1, "evidence": evidence}

    later = Contents(
        contents.title,
        [slower(record) for record in contents.records],
        contents.derivations,
        contents.plots,
        contents.remarks,
    )
    assert pages(contents) == pages(later)


def test_first_page_has_every_claim_once(contents: Contents, site: dict[str, str]) -> None:
    page = Page("index.html", site["index.html"])
    rows = [tags for tag, tags in page.tags if tag == "tr" and "data-verdict" in tags]
    assert [row["data-verdict"] for row in rows] == [r["verdict"] for r in contents.records]
    assert contents.title in page.words
    assert contents.remarks[0] in page.words


def test_claim_pages_say_what_the_records_say(contents: Contents, site: dict[str, str]) -> None:
    for record in contents.records:
        page = Page("claims", site[f"claims/{record['id']}.html"])
        words = re.sub(r"\s+", " ", page.words)
        shown = [record["reading"], record["source"], record["reason"], *record["assumptions"]]
        shown += [record["statement"], *record["controls"]["statuses"], *record["steps"]]
        missing = [part for part in shown if re.sub(r"\s+", " ", part) not in words]
        assert not missing, f"the page of {record['id']} lacks {missing}"
        assert (record["snippet"] or "").strip() in page.words
        certificate = site.get(f"certificates/{record['id']}.json")
        assert record["certificate"] == (certificate and json.loads(certificate))


def test_a_refuted_claim_has_the_printed_formula_beside_the_true_one(site: dict[str, str]) -> None:
    text = site["claims/basri2020.arccos.step.html"]
    printed = text[text.index('class="printed"') : text.index('class="holds"')]
    assert "<mi>&#x003C1;</mi>" in printed or "<mi>ρ</mi>" in printed, printed
    assert 'href="../claims/basri2020.arccos.step.corrected.html"' in text


def test_numbers_beside_a_plot_are_those_it_is_drawn_from(
    contents: Contents, site: dict[str, str]
) -> None:
    (part,) = contents.plots
    columns = json.loads(site["data/eigenfunction-5.json"])
    assert columns == part["columns"]
    head, *rows = csv.reader(StringIO(site["data/eigenfunction-5.csv"]))
    assert head == list(columns)
    assert [list(map(float, row)) for row in rows] == list(
        map(list, zip(*columns.values(), strict=True))
    )


_EVIL = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


def _hostile() -> Record:
    symbol = sp.Symbol(r"\text{<script>alert(3)</script>}")
    controls = tuple(Control(f"{_EVIL}{n}", symbol + n) for n in range(3))
    claim = Claim(
        "evil.claim",
        Source(_EVIL, _EVIL, _EVIL),
        Kind.IDENTITY,
        _EVIL,
        symbol,
        {_EVIL: Interval(None, None)},
        lambda context, statement: context.open(_EVIL),
        controls,
        (_EVIL,),
        _EVIL,
        snippet=f"</code></pre>{_EVIL}",
        aliases=("evil.alias",),
    )
    registry = Registry((claim,))
    return {
        **records.record(records.examine(claim, versions(), registry=registry), registry),
        "seconds": 0,
    }


def test_what_a_stranger_writes_is_text() -> None:
    site = pages(Contents(_EVIL, [_hostile()], remarks=[_EVIL]))
    for page in _pages(site):
        assert not {tag for tag, _ in page.tags} & {"img", "iframe", "object", "style"}
        assert [tags for tag, tags in page.tags if tag == "script"] == [
            {"src": ("../" if "/" in page.path else "") + "report.js"}
        ]
        assert not [name for _, tags in page.tags for name in tags if name.startswith("on")]
    for path in ("index.html", "claims/evil.claim.html"):
        assert _EVIL in Page(path, site[path]).words, path


def test_a_slow_claim_has_the_verdict_of_the_ledger_and_says_so(
    contents: Contents, tmp_path: Path
) -> None:
    slow, other = "basri2020.fig7", contents.records[-1]
    cache = Cache(tmp_path / "evidence.sqlite", print)
    found = {r["id"]: r for r in completed([other], [slow], cache)}
    assert set(found) == {slow, other["id"]}
    assert found[slow]["verdict"] == ledger.committed()[slow]["verdict"]
    assert found[slow]["reason"] == NOT_RUN
    assert NOT_RUN in pages(Contents("", list(found.values())))[f"claims/{slow}.html"]
