"""The committed ledger as attributes, so that a REPL completes ids: ``fb.ledger.basri2020.eq20``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from freqbias.theory.errors import nearest

if TYPE_CHECKING:
    from freqbias.claims.claim import Claim

__all__ = ["Ledger"]


class Ledger:
    """A place in the ledger: a claim, or the beginning of several ids.

    What lies below are real attributes, for IPython completes no others; words that are no Python
    names are written with underscores (``z_scaling``, ``_27``).  ``ledger["basri2020.eq20"]`` goes
    anywhere at once.

    :param verdicts: of the claims, by id.
    :param names: ids, and aliases of ids, with the id that each stands for.

    >>> ledger = Ledger({"a.eq1": "PROVED", "a.eq1.z-scaling": "REFUTED"})
    >>> ledger.a.eq1.z_scaling
    REFUTED      a.eq1.z-scaling
    >>> ledger.a.eq1.ids
    ('a.eq1', 'a.eq1.z-scaling')
    """

    def __init__(
        self, verdicts: Mapping[str, str], names: Mapping[str, str] | None = None, path: str = ""
    ) -> None:
        self._names = {id_: id_ for id_ in verdicts} if names is None else dict(names)
        self._verdicts = dict(verdicts)
        self._path = path
        below: dict[str, dict[str, str]] = {}
        start = f"{path}." if path else ""
        for name, id_ in self._names.items():
            if name != path:
                below.setdefault(name.removeprefix(start).split(".")[0], {})[name] = id_
        self._words = tuple(below)
        for word, inside in below.items():
            setattr(self, _attribute(word), Ledger(verdicts, inside, start + word))

    @property
    def id(self) -> str:
        """The id of the claim here, or the beginning of the ids below."""
        return self._names.get(self._path, self._path)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the claims here and below."""
        return tuple(dict.fromkeys(self._names.values()))

    @property
    def claim(self) -> Claim:
        """The claim here.

        :raises InputError: if there is none of this id, but some below.
        """
        from freqbias.claims import registry

        return registry.claim(self.id)

    def __getitem__(self, name: str) -> Ledger:
        node = self
        for word in str(name).split("."):
            if word not in node._words:
                raise nearest("claim", str(name), self._names)
            node = getattr(node, _attribute(word))
        return node

    def _ipython_key_completions_(self) -> list[str]:
        start = f"{self._path}." if self._path else ""
        return [name.removeprefix(start) for name in self._names if name != self._path]

    def __dir__(self) -> list[str]:
        return [*map(_attribute, self._words), "claim", "id", "ids"]

    def __repr__(self) -> str:
        return "\n".join(f"{self._verdicts[id_]:<12} {id_}" for id_ in self.ids)

    def _repr_html_(self) -> str:
        from freqbias.claims.display import badge
        from freqbias.theory.display import html_table

        rows = [(badge(self._verdicts[id_]), id_) for id_ in self.ids]
        return str(html_table(("verdict", "claim"), rows))


def _attribute(word: str) -> str:
    """A word of an id as a Python name.

    >>> _attribute("z-scaling"), _attribute("27")
    ('z_scaling', '_27')
    """
    name = word.replace("-", "_")
    return name if name.isidentifier() else f"_{name}"
