import tomllib
from pathlib import Path

import pytest

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
