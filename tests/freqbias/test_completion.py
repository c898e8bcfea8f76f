"""The ledger as attributes that a REPL completes."""

from __future__ import annotations

import pickle
from typing import Any

import freqbias as fb


def test_every_id_and_alias_is_an_attribute_that_completes() -> None:
    from freqbias.claims.ledger import committed

    for id_, entry in committed().items():
        for name in (id_, *entry["aliases"]):
            node = fb.ledger
            for word in name.split("."):
                (attribute,) = [a for a in dir(node) if a.lstrip("_").replace("_", "-") == word]
                assert attribute.isidentifier()
                node = getattr(node, attribute)
            assert node.id == id_
            assert fb.ledger[name].id == id_


def test_completion_of_ipython_reaches_the_claims() -> None:
    from IPython.core.completer import IPCompleter

    completer: Any = IPCompleter(namespace={"fb": fb}, use_jedi=False)  # type: ignore[no-untyped-call]
    _, found = completer.complete("fb.ledger.basri2020.eq20.z")
    assert found == [".z_scaling"]
    _, found = completer.complete("fb.resi")
    assert found == [".residual"]
    _, found = completer.complete('fb.ledger["basri2020.eq20.z')
    assert [name for name in found if "z-scaling" in name]


def test_ipython_finds_no_method_that_is_not_there() -> None:
    for name in ("_ipython_canary_method_should_not_exist_", "_repr_mimebundle_", "__array__"):
        assert not hasattr(fb.ledger, name)
    assert fb.ledger.basri2020.eq20._repr_html_().startswith("<table>")
    assert repr(pickle.loads(pickle.dumps(fb.ledger.basri2020.eq20))) == repr(  # noqa: S301
        fb.ledger.basri2020.eq20
    )
