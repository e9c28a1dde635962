// Proposals under a text field, after the ARIA pattern "combobox with list autocomplete, manual selection".
// The field works without this module: it is then read as typed, or filled from the search page.

const WAIT = 120;
const FEWEST = 2;

class Combobox {
  constructor(box) {
    this.input = box.querySelector("input[type=text]");
    this.chosen = box.querySelector("input[type=hidden]");
    this.words = box.dataset;
    this.results = [];
    this.active = -1;
    this.asked = 0;
    this.buildList(box);
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.close());
  }

  buildList(box) {
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}-list`;
    this.list.className = "ci-ahead__list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.words.listLabel);
    this.list.hidden = true;
    // the field keeps the focus while a line is clicked
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.status = document.createElement("p");
    this.status.className = "ci-ahead__status";
    this.status.setAttribute("role", "status");
    box.append(this.list, this.status);
  }

  typed() {
    this.chosen.value = "";
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (text.length < FEWEST) {
      this.close();
      this.say("");
      return;
    }
    this.timer = setTimeout(() => this.ask(text), WAIT);
  }

  async ask(text) {
    const number = ++this.asked;
    try {
      const answer = await fetch(`${this.words.url}?q=${encodeURIComponent(text)}`, {
        headers: { Accept: "application/json" },
      });
      const found = await answer.json();
      if (number !== this.asked || document.activeElement !== this.input) return;
      if (found.said) this.refuse(found.said);
      else this.show(found.results);
    } catch {
      if (number === this.asked) this.refuse(this.words.failed);
    }
  }

  refuse(sentence) {
    this.close();
    this.say(sentence);
  }

  show(results) {
    this.results = results;
    this.active = -1;
    this.list.replaceChildren(...results.map((result, place) => this.line(result, place)));
    if (results.length) this.open();
    else this.close();
    const many = results.length === 1 ? this.words.one : this.words.many.replace("%s", results.length);
    this.say(results.length ? many : this.words.none);
  }

  line(result, place) {
    const line = document.createElement("li");
    line.id = `${this.list.id}-${place}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.place = place;
    const label = document.createElement("span");
    label.textContent = result.label;
    const detail = document.createElement("small");
    detail.textContent = [result.detail, result.note].filter(Boolean).join(" · ");
    line.append(label, " ", detail);
    return line;
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.list.id);
  }

  close() {
    this.asked++;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.results = [];
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-controls");
    this.input.removeAttribute("aria-activedescendant");
  }

  say(sentence) {
    this.status.textContent = sentence;
  }

  pressed(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" && !isOpen && this.input.value.trim().length >= FEWEST) {
      event.preventDefault();
      this.ask(this.input.value.trim());
    } else if (event.key === "ArrowDown" && isOpen) {
      event.preventDefault();
      this.move(this.active + 1);
    } else if (event.key === "ArrowUp" && isOpen) {
      event.preventDefault();
      this.move(this.active < 0 ? this.results.length - 1 : this.active - 1);
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
      this.say("");
    }
  }

  move(place) {
    const lines = this.list.children;
    this.active = place >= lines.length ? -1 : place;
    for (const line of lines) line.setAttribute("aria-selected", String(Number(line.dataset.place) === this.active));
    if (this.active < 0) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    this.input.setAttribute("aria-activedescendant", lines[this.active].id);
    lines[this.active].scrollIntoView({ block: "nearest" });
  }

  clicked(event) {
    const line = event.target.closest("[role=option]");
    if (line) this.choose(Number(line.dataset.place));
  }

  choose(place) {
    const result = this.results[place];
    this.input.value = result.label;
    this.chosen.value = result.id;
    this.close();
    this.say(this.words.done.replace("%s", result.label));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

for (const box of document.querySelectorAll("[data-ahead]")) new Combobox(box);
document.addEventListener("htmx:load", (event) => {
  for (const box of event.target.querySelectorAll("[data-ahead]")) {
    if (!box.querySelector("[role=combobox]")) new Combobox(box);
  }
});
