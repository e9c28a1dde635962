// One answer: saved as it is typed, tried again while the house cannot be reached, and never over what others wrote.
import { piece } from "./pieces.js";
import { token } from "./shelf.js";
import { versions } from "./versions.js";

const WAIT = 700;
// seconds before another try when the house cannot be reached
const TRIES = [2, 4, 8, 15];

export class Question {
  constructor(box, editor) {
    this.box = box;
    this.editor = editor;
    this.slug = box.dataset.question;
    // an amount is typed as a text is; two of them are not joined, and are shown beside the grid, not in its cell
    this.isTyped = ["text", "amount"].includes(box.dataset.kind);
    this.panels = box.closest("[data-panels]")?.querySelector("[data-panel]") ?? box;
    this.revision = Number(box.dataset.revision);
    this.controls = [...box.querySelectorAll(`[name="${CSS.escape(this.slug)}"]`)];
    this.counter = box.querySelector("[data-count]");
    this.kept = this.served();
    this.tries = 0;
    this.state = "saved";
    for (const control of this.controls) {
      control.addEventListener("input", () => this.touched(WAIT));
      control.addEventListener("change", () => this.touched(0));
    }
    this.restore();
    // typed while the page was still loading: no event tells of it (the form asks browsers to put nothing back)
    if (this.state === "saved" && !this.same(this.value(), this.kept)) this.typed(WAIT);
  }

  served() {
    const [first] = this.controls;
    if (this.isTyped) {
      // of the other inputs a browser changes what it was given (a day, a number)
      return ["text", "textarea"].includes(first.type) ? first.defaultValue : first.value;
    }
    return this.chosen("defaultChecked");
  }

  chosen(property) {
    const found = this.controls.filter((control) => control[property]).map((control) => control.value);
    return this.controls[0]?.type === "radio" ? found[0] ?? "" : found;
  }

  value() {
    if (this.isTyped) return this.controls[0].value;
    return this.chosen("checked");
  }

  show(value) {
    if (this.isTyped) this.controls[0].value = value ?? "";
    else for (const control of this.controls) control.checked = [value].flat().includes(control.value);
    this.count();
    // no event tells of what a script writes: sums follow this one
    this.box.dispatchEvent(new Event("shown", { bubbles: true }));
  }

  same(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }

  restore() {
    const left = this.editor.shelf.get(this.slug);
    if (!left) return;
    if (this.same(left.value, this.value())) {
      this.editor.shelf.drop(this.slug);
      return;
    }
    this.show(left.value);
    this.revision = left.revision;
    this.isRestored = true;
    this.note(this.editor.words.restored);
    this.typed(0);
  }

  count() {
    if (!this.counter) return;
    const text = this.value();
    const typed = text.trim() ? [...text].length : 0;
    const limit = Number(this.counter.dataset.limit);
    const figure = new Intl.NumberFormat(document.documentElement.lang);
    this.counter.textContent = this.editor.words.counted
      .replace("%typed", figure.format(typed)).replace("%limit", figure.format(limit));
    this.counter.classList.toggle("ci-over", typed > limit);
  }

  touched(wait) {
    // the sentence on what came back stays until somebody goes on writing
    this.isRestored = false;
    this.typed(wait);
  }

  typed(wait) {
    this.count();
    if (this.state !== "two") this.state = "typed";
    this.editor.shelf.put(this.slug, this.value(), this.revision);
    clearTimeout(this.timer);
    if (this.state !== "two") this.timer = setTimeout(() => this.save(), wait);
    this.editor.say();
  }

  isPending() {
    return this.state !== "saved";
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    if (this.saving) {
      await this.saving;
      if (this.state !== "typed") return;
    }
    const value = this.value();
    if (this.same(value, this.kept)) {
      this.mark("");
      this.done(value);
      return;
    }
    this.state = "saving";
    this.editor.say();
    this.saving = this.send(value, leaving);
    await this.saving;
    this.saving = null;
  }

  async send(value, leaving) {
    let answer;
    try {
      answer = await fetch(this.box.dataset.url, {
        method: "POST",
        keepalive: leaving,
        headers: { "Content-Type": "application/json", "X-CSRFToken": token(this.controls[0].form ?? this.editor.form) },
        body: JSON.stringify({ value, revision: this.revision, person: Number(this.editor.words.person) }),
      });
      this.read(value, answer.status, await answer.json());
    } catch {
      this.wait(navigator.onLine && answer ? "failed" : "offline");
    }
    this.editor.say();
  }

  read(value, status, said) {
    this.tries = 0;
    if (status === 200) {
      this.keep(value, said.revision);
      this.editor.at = said.said;
      this.mark("");
      if (said.note) this.note(said.note);
      else if (!this.isRestored) this.noted?.remove();
      const changed = this.box.querySelector("[data-changed]");
      if (changed) changed.textContent = this.editor.words.changed.replace("%time", said.at);
      if (this.same(this.value(), value)) this.done(value);
      else this.typed(WAIT);
      this.editor.arrive(said.others);
    } else if (status === 409) this.compare(said);
    else if (status === 401) this.wait("login", said);
    else if (status === 422 || status === 413 || status === 423) {
      // a year typed figure by figure: what was refused is no longer what stands there
      if (!this.same(this.value(), value)) this.typed(WAIT);
      else {
        this.state = "refused";
        this.mark(said.said);
      }
    } else this.wait("failed");
  }

  // what a form sent whole brings back: the revision read, the amount that stood there
  keep(value, revision) {
    this.revision = revision;
    this.kept = value;
    const name = CSS.escape(this.slug);
    this.box.querySelector(`[name="revision-${name}"], [name="${name}-r"]`).value = revision;
    const was = this.box.querySelector(`[name="${name}-was"]`);
    if (was) was.value = value;
  }

  // what somebody else wrote here meanwhile, told by the answer to a neighbour: shown where nobody is typing
  arrive(value, revision) {
    if (this.state !== "saved" || revision <= this.revision || this.controls.includes(document.activeElement)) return;
    this.keep(value, revision);
    this.show(value);
    this.note(this.editor.words.arrived);
  }

  done(value) {
    this.kept = value;
    this.state = "saved";
    this.editor.shelf.drop(this.slug);
    this.editor.say();
  }

  wait(why, said) {
    this.state = why;
    this.editor.lastSaid = said;
    const seconds = TRIES[Math.min(this.tries, TRIES.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(() => this.save(), seconds * 1000);
  }

  mark(sentence) {
    this.refusal?.remove();
    if (this.isTyped) this.controls[0].classList.toggle("is-invalid", Boolean(sentence));
    if (sentence) this.controls[0]?.setAttribute("aria-invalid", "true");
    else this.controls[0]?.removeAttribute("aria-invalid");
    if (!sentence) return;
    this.refusal = piece("p", { class: "invalid-feedback", role: "alert" }, sentence);
    this.box.append(this.refusal);
  }

  note(sentence) {
    this.noted?.remove();
    this.noted = piece("p", { class: "ci-note", role: "status" }, sentence);
    this.box.append(this.noted);
  }

  compare(said) {
    this.state = "two";
    this.panel?.remove();
    this.theirs = said.theirs;
    this.panel = versions(this, said);
    this.panels.append(this.panel);
  }

  settle(value, revision) {
    this.panel.remove();
    this.revision = revision;
    this.kept = this.theirs.value ?? (this.isTyped ? "" : []);
    this.show(value);
    this.state = "typed";
    this.typed(0);
    this.controls[0].focus();
  }
}
