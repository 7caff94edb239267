"""Has every module its layer, and every action its topic?"""

import re
import tomllib
from pathlib import Path

import pytest

from chatserver import actions

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    f"chatserver.{one.stem}"
    for one in (ROOT / "chatserver").iterdir()
    if (one.suffix == ".py" and one.stem != "__init__") or (one / "__init__.py").is_file()
)


def layers() -> str:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [
        one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers"
    ]
    return " ".join(contract["layers"])


@pytest.mark.parametrize("module", [*MODULES, "admin_api", "bots"])
def test_every_module_has_its_layer(module: str) -> None:
    """A contract says nothing of a module that it does not name."""
    assert f"({module})" in layers()


def test_every_action_stands_under_one_topic() -> None:
    """Nearly a hundred modules lie side by side: the page before them says where to look."""
    folder = ROOT / "chatserver" / "actions"
    there = [
        one.stem
        for one in folder.iterdir()
        if (one.suffix == ".py" and one.stem != "__init__") or (one / "__init__.py").is_file()
    ]
    _, _, topics = (actions.__doc__ or "").partition("(tests/test_layers.py).")
    lists = re.split(r"^[^:\n]+:", topics, flags=re.MULTILINE)
    listed = [name.rstrip(",") for names in lists for name in names.split()]
    assert sorted(listed) == sorted(there)
