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


def test_every_action_lies_in_the_folder_of_its_topic() -> None:
    """The page before them names every folder, and the few modules that are for all."""
    named, _, shared = (actions.__doc__ or "").partition("For all of them:")
    folder = ROOT / "chatserver" / "actions"
    topics = [one.parent.name for one in folder.glob("*/__init__.py")]
    modules = [one.stem for one in folder.glob("*.py") if one.stem != "__init__"]
    assert sorted(re.findall(r"^(\w+): ", named, re.MULTILINE)) == sorted(topics)
    assert shared.replace(",", "").split() == sorted(modules)
