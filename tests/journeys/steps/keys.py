"""Somebody who uses the keyboard alone: every stop must be seen, whole or in part, and nothing may cover it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

MOST_STOPS = 250
# where the focus is: what is wrong with it, and whether it is what is looked for
LOOK = """(wanted) => {
  const here = document.activeElement;
  if (!here || here === document.body) return { what: "", wrong: "", found: false };
  const what = here.outerHTML.slice(0, 160);
  const ringed = [];
  for (let node = here; node && ringed.length < 4; node = node.parentElement) ringed.push(node);
  if (here.id) ringed.push(...document.querySelectorAll(`label[for="${CSS.escape(here.id)}"]`));
  // a row that is a link as a whole shows where one is around the row
  const styles = [...ringed.map((node) => getComputedStyle(node)), getComputedStyle(here, "::after")];
  const hasRing = styles.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const box = here.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const found = here.matches(wanted);
  if (!hasRing) return { what, found, wrong: "has no visible outline" };
  if (right - left < 2 || bottom - top < 2) return { what, found, wrong: "is out of the window" };
  const spots = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.9]];
  const isSeen = spots.some(([x, y]) => {
    const over = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
    return over && (over === here || here.contains(over) || over.contains(here) || over.closest("label"));
  });
  return { what, found, wrong: isSeen ? "" : "is covered by something else" };
}"""


class Keyboard:
    """A page and ten fingers. `stops` counts the presses of Tab, for the report of a journey."""

    def __init__(self, page: Page) -> None:
        self.page, self.stops = page, 0

    def to(self, wanted: str, *, back: bool = False) -> None:
        """Press Tab until what is looked for (a CSS selector) has the focus; the page is gone round once."""
        for _press in range(MOST_STOPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            self.stops += 1
            if self.look(wanted):
                return
        raise AssertionError(f"the keyboard never reaches {wanted} on {self.page.url}")

    def look(self, wanted: str = "*") -> bool:
        """Whether `wanted` has the focus; what has it must be seen."""
        said: dict[str, Any] = self.page.evaluate(LOOK, wanted)
        assert not said["wrong"], f"{said['what']} {said['wrong']} on {self.page.url}"
        return bool(said["found"])

    def types(self, wanted: str, text: str) -> None:
        """Go to a field, empty it, write in it."""
        self.to(wanted)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.look(wanted)

    def writes_day(self, wanted: str, day: str) -> None:
        """Go to a day and write its figures one after the other; each part of it shows where one is.

        The browser's own language gives the order: take a day that reads alike in all of them.
        """
        self.to(wanted)
        for part in day.split("/"):
            self.page.keyboard.type(part)
            self.look(wanted)

    def ticks(self, wanted: str, *, folded_in: str) -> None:
        """Tick the first box; a long list is folded, and unfolds where its title has the focus."""
        if not self.page.locator(wanted).first.is_visible():
            self.to(folded_in)
            self.page.keyboard.press("Enter")
        self.to(wanted)
        self.page.keyboard.press("Space")
        assert self.page.locator(wanted).first.is_checked()

    def follows(self, wanted: str) -> None:
        """Go to a link or a button and press Enter; another page comes."""
        self.to(wanted)
        before = self.page.url
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: url != before)

    def sends(self, wanted: str, file: Any) -> None:
        """Go to a file field, open the system's window with the space bar, choose there."""
        self.to(wanted)
        with self.page.expect_file_chooser() as window:
            self.page.keyboard.press("Space")
        window.value.set_files(file)
        self.look(wanted)
