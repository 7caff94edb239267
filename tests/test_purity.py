"""What may a rule import? The contracts of import-linter forbid by name; this allows by name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RULES = sorted([*ROOT.glob("chatserver/core/**/*.py"), *ROOT.glob("bots/**/*.py")])

# Pure functions and types; no clock (see below), no chance, no I/O, no task.
ALLOWED = frozenset(
    {
        "abc", "base64", "bisect", "collections", "dataclasses", "datetime", "enum", "fractions",
        "functools", "hashlib", "itertools", "math", "operator", "re", "string", "types", "typing",
        "unicodedata", "zlib", "bots", "chatserver.core",
    }
)  # fmt: skip


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def allowed(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in ALLOWED)


@pytest.mark.parametrize("file", RULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_rule_imports_only_what_is_pure(file: Path) -> None:
    module = ast.parse(file.read_text(encoding="utf-8"))
    assert [name for name in imported(module) if not allowed(name)] == []


@pytest.mark.parametrize("file", RULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_rule_awaits_nothing(file: Path) -> None:
    module = ast.parse(file.read_text(encoding="utf-8"))
    waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    assert [node for node in ast.walk(module) if isinstance(node, waits)] == []


@pytest.mark.parametrize("file", RULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_rule_looks_at_no_clock(file: Path) -> None:
    module = ast.parse(file.read_text(encoding="utf-8"))
    clocks = {"now", "today", "utcnow"}
    calls = [node.func for node in ast.walk(module) if isinstance(node, ast.Call)]
    assert [one for one in calls if isinstance(one, ast.Attribute) and one.attr in clocks] == []
