"""What axe and the width of a page say about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# no rule of these tags reads the style sheets themselves (that of the orientation is experimental): they are not read
# again for it, one by one; sounds and films are
RUN = """tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: {assets: ['media']}})
  .then(found => found.violations)"""
# elements that stick out of the window: what one must look at when a page scrolls sideways
WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
  .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""


def axe_violations(page: Page, *rules: str) -> list[str]:
    """One line per violation found by axe; only by `rules` when some are named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options: Any = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    return [_line(violation) for violation in page.evaluate(RUN, options)]


def _line(violation: dict[str, Any]) -> str:
    nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {nodes}"


def overflow(page: Page, width: int) -> list[str]:
    """What makes the page scroll sideways at `width` px: empty when nothing does."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate(WIDE)
    return [f"wider than {width} px: {html}" for html in wide]
