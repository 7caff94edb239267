"""What is in the demo's builds?"""

import shutil
from pathlib import Path

from chatserver.archives.archive import Report, inspect
from chatserver.core.manifests import SCOPES, Manifest
from chatserver.demo.apps import APPS, Page
from chatserver.demo.pages import contents, files, packed

PUBLIC = Path(__file__).parents[2] / "web" / "demo-app" / "public"
(PASSES,) = (app.page for app in APPS if app.page.built)


def made(folder: Path) -> Path:
    """A folder as `make web` leaves it."""
    built = folder / "built"
    shutil.copytree(PUBLIC, built)
    (built / "index.html").write_text('<script type="module" src="./assets/a.js"></script>')
    (built / "assets").mkdir()
    (built / "assets" / "a.js").write_text("export {}")
    return built


def looked_at(folder: Path, page: Page, built: Path) -> tuple[Report, Manifest]:
    archive = folder / "build.zip"
    archive.write_bytes(packed(page, built))
    report = inspect(archive)
    return report, report.manifest


def test_what_was_built_of_the_real_mini_app_passes_the_gate(tmp_path: Path) -> None:
    report, manifest = looked_at(tmp_path, PASSES, made(tmp_path))

    assert report.findings == []
    assert {one.path for one in report.entries} >= {"index.html", "assets/a.js", "icon.svg"}
    # What everybody in the demo has agreed to is the same, whichever build it is.
    assert manifest.required == {"profile.name", "place.read"}
    assert {scope.name for scope in manifest.scopes} < set(SCOPES)


def test_where_nothing_was_built_a_small_page_stands_in(tmp_path: Path) -> None:
    report, manifest = looked_at(tmp_path, PASSES, tmp_path / "none")

    assert report.findings == []
    assert contents(PASSES, tmp_path / "none") == files(PASSES)
    assert manifest.required == {"profile.name", "place.read"}


def test_every_other_page_is_small_whatever_was_built(tmp_path: Path) -> None:
    built = made(tmp_path)

    others = [app.page for app in APPS if not app.page.built]
    assert [contents(page, built) for page in others] == [files(page) for page in others]
