"""No two modules need each other: imports inside functions and those for types only count, too."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp


def find_cycle(imports: dict[str, set[str]]) -> list[str]:
    """The modules of one cycle of imports, the first and the last being the same; empty when there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = grimp.build_graph("app", "ui", cache_dir=None)
    imports = {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}
    assert len(imports) > 200
    assert find_cycle(imports) == []


def test_a_cycle_is_found() -> None:
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) in (["b", "c", "b"], ["c", "b", "c"])
