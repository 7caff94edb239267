"""Can a screen reader tell what is on a page? By the rules of axe-core."""

from pathlib import Path
from typing import TypedDict

from playwright.async_api import Page

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"

# Not what Mantine means to be so: a menu has a guard of the focus beside its items, and stands
# outside of all landmarks; and lists that hold the focus themselves walk with the arrows.
BREACHES = """async () => {
    const off = { enabled: false };
    const rules = { "scrollable-region-focusable": off, region: off };
    const { passes, violations } = await axe.run(document, { rules });
    const guards = (id, html) =>
        id === "aria-required-children" && html.includes("data-menu-dropdown");
    return {
        passes: passes.length,
        breaches: violations.flatMap(({ id, help, nodes }) =>
            nodes.filter(({ html }) => !guards(id, html))
                .map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`)),
    };
}"""


class Judged(TypedDict):
    passes: int
    breaches: list[str]


async def check_accessible(page: Page) -> None:
    """Hold the page as it stands against the rules of axe-core: names, roles, contrast."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    judged: Judged = await page.evaluate(BREACHES)
    assert not judged["breaches"], "\n".join(judged["breaches"])
    assert judged["passes"] > 0
