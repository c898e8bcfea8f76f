"""A room imports only from rooms above it, and there are no import cycles."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

_PACKAGE = Path(__file__).parents[2] / "src" / "freqbias"
_LAYERS = ("theory", "numerics", "derivations", "claims", "door")


def _modules() -> dict[str, Path]:
    found = {}
    for room in (*_LAYERS[:-1], ""):
        for path in (_PACKAGE / room).rglob("*.py"):
            relative = path.relative_to(_PACKAGE).with_suffix("")
            parts = [p for p in relative.parts if p != "__init__"]
            found[".".join(["freqbias", *parts])] = path
    return found


_MODULES = _modules()


def _imports(path: Path, *, deferred: bool = True) -> Iterator[str]:
    """Absolute names imported; with ``deferred`` also those inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
    ]
    hidden = {id(inner) for node in typing_only for inner in ast.walk(node)}
    nodes = ast.walk(tree) if deferred else iter(tree.body)
    for node in nodes:
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _layer(module: str) -> str:
    room = module.split(".")[1] if "." in module else ""
    return room if room in _LAYERS else "door"


def test_all_rooms_are_seen() -> None:
    assert {_layer(module) for module in _MODULES} == set(_LAYERS)


@pytest.mark.parametrize("module", sorted(_MODULES))
def test_imports_point_upwards(module: str) -> None:
    here = _LAYERS.index(_layer(module))
    for name in _imports(_MODULES[module]):
        if name.startswith("freqbias.") and name in _MODULES:
            there = _LAYERS.index(_layer(name))
            assert there <= here, f"{module} ({_LAYERS[here]}) imports {name} ({_LAYERS[there]})"


@pytest.mark.parametrize("module", [m for m in sorted(_MODULES) if _layer(m) == "theory"])
def test_theory_imports_no_numerics(module: str) -> None:
    used = {name.split(".")[0] for name in _imports(_MODULES[module])}
    assert not used & {"numpy", "scipy", "flint", "mpmath"}, f"{module} imports {used}"


def test_no_cycles() -> None:
    graph = {
        module: {
            name for name in _imports(path, deferred=False) if name in _MODULES and name != module
        }
        for module, path in _MODULES.items()
    }
    for (
        module,
        names,
    ) in graph.items():  # a package comes before its modules without depending on them
        graph[module] = {name for name in names if not module.startswith(f"{name}.")}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")
