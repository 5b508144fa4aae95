"""The import contracts of pyproject.toml fail when they are broken: each is broken here, line by line."""

import re
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

ROOT = Path(__file__).resolve().parents[2]
READ = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS = {each["name"]: each for each in READ["contracts_options"]}
KINDS = {"layers": LayersContract, "forbidden": ForbiddenContract}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Every import there is, but for the ones that lint-imports is told to pass over."""
    return grimp.build_graph("strongroom", include_external_packages=True, cache_dir=None)


def _kept(name: str, graph: grimp.ImportGraph, *planted: tuple[str, str]) -> bool:
    """Whether the contract holds, with these imports added: (who, what)."""
    changed = deepcopy(graph)
    for importer, imported in planted:
        changed.add_import(importer=importer, imported=imported)
    options: dict[str, Any] = CONTRACTS[name]
    contract = KINDS[options["type"]](
        name=name, session_options=READ["session_options"], contract_options=options
    )
    return bool(contract.check(changed, verbose=False).kept)


def _layers(name: str) -> list[list[str]]:
    """The packages of each layer, from above."""
    (container,) = CONTRACTS[name]["containers"]
    return [
        [f"{container}.{one}" for one in re.split(r"\s*[|:]\s*", layer)]
        for layer in CONTRACTS[name]["layers"]
    ]


def _upward(name: str) -> list[tuple[str, str]]:
    """For each two layers that follow one another, what would import upward."""
    layers = _layers(name)
    return [
        (below, above) for higher, lower in pairwise(layers) for above in higher for below in lower
    ]


def _sideways(name: str) -> list[tuple[str, str]]:
    """For each two that don't know one another, what one of them would import."""
    return [(one, two) for layer in _layers(name) for one in layer for two in layer if one != two]


LAYERED = [name for name, each in CONTRACTS.items() if each["type"] == "layers"]


def test_they_are_all_broken_here() -> None:
    assert CONTRACTS.keys() - {*LAYERED} == {"The launcher stands alone"}


@pytest.mark.parametrize("name", CONTRACTS)
def test_it_is_kept_as_things_are(name: str, graph: grimp.ImportGraph) -> None:
    assert _kept(name, graph)


@pytest.mark.parametrize("name", LAYERED)
def test_nothing_below_imports_what_is_above_it(name: str, graph: grimp.ImportGraph) -> None:
    passed = [each for each in _upward(name) if _kept(name, graph, each)]
    assert passed == []


@pytest.mark.parametrize("name", LAYERED)
def test_those_side_by_side_do_not_know_one_another(name: str, graph: grimp.ImportGraph) -> None:
    passed = [each for each in _sideways(name) if _kept(name, graph, each)]
    assert passed == []


@pytest.mark.parametrize("name", LAYERED)
def test_a_package_without_a_layer_is_found(name: str, graph: grimp.ImportGraph) -> None:
    (container,) = CONTRACTS[name]["containers"]
    newcomer = f"{container}.newcomer"
    assert not _kept(name, graph, (newcomer, "strongroom.core.errors"))


@pytest.mark.parametrize("what", CONTRACTS["The launcher stands alone"]["forbidden_modules"])
def test_the_launcher_needs_nothing_of_these(what: str, graph: grimp.ImportGraph) -> None:
    name = "The launcher stands alone"
    assert not _kept(name, graph, ("strongroom.embedded.server", what))
    around = ("strongroom.embedded.server", "strongroom.audit.api")
    assert not _kept(name, graph, around, ("strongroom.audit.api", what))
