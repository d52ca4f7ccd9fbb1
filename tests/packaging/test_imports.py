"""No two modules need each other: imports inside functions and those for types only count, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path


def name_modules(root: Path) -> dict[str, Path]:
    """The modules of `app` and `ui`; a package has the name of its folder."""
    paths = [path for top in ("app", "ui") for path in (root / top).rglob("*.py")]
    return {".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def list_imports(source: str) -> Iterator[str]:
    """All that a module may load; `from a import b` names both `a` and `a.b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def find_cycle(imports: dict[str, set[str]]) -> list[str]:
    """The modules of one cycle of imports, the first and the last being the same; empty when there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_by_way_of_others(checkout_root: Path) -> None:
    modules = name_modules(checkout_root)
    imports = {
        name: modules.keys() & set(list_imports(path.read_text(encoding="utf-8"))) - {name}
        for name, path in modules.items()
    }
    assert len(imports) > 200
    assert find_cycle(imports) == []


def test_a_cycle_is_found() -> None:
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) in (["b", "c", "b"], ["c", "b", "c"])


def test_a_package_that_imports_its_own_parts_is_seen() -> None:
    assert set(list_imports("from app.importer import formats")) == {"app.importer", "app.importer.formats"}
