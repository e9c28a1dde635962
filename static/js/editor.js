// Each answer is saved as it is typed, and stays in this browser until the house has said that it has it.
// Without this module the form is sent whole; the house keeps and refuses in the same way.

const WAIT = 700;
// seconds before another try when the house cannot be reached
const TRIES = [2, 4, 8, 15];

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

class Shelf {
  // what is not saved yet, under one key per answer; a browser without storage keeps nothing and says nothing
  constructor(words) {
    this.prefix = `ci-answer:${words.dossier}:${words.person}:`;
  }

  put(slug, value, revision) {
    try {
      localStorage.setItem(this.prefix + slug, JSON.stringify({ value, revision }));
    } catch { /* full or forbidden: the page itself still holds the text */ }
  }

  get(slug) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + slug));
    } catch {
      return null;
    }
  }

  drop(slug) {
    try {
      localStorage.removeItem(this.prefix + slug);
    } catch { /* nothing was there */ }
  }
}

class Question {
  constructor(box, editor) {
    this.box = box;
    this.editor = editor;
    this.slug = box.dataset.question;
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
    if (this.box.dataset.kind === "text") {
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
    if (this.box.dataset.kind === "text") return this.controls[0].value;
    return this.chosen("checked");
  }

  show(value) {
    if (this.box.dataset.kind === "text") this.controls[0].value = value ?? "";
    else for (const control of this.controls) control.checked = [value].flat().includes(control.value);
    this.count();
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
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") || this.editor.token },
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
      this.revision = said.revision;
      this.box.querySelector(`[name="revision-${CSS.escape(this.slug)}"]`).value = said.revision;
      this.kept = value;
      this.editor.at = said.said;
      this.mark("");
      if (said.note) this.note(said.note);
      else if (!this.isRestored) this.noted?.remove();
      const changed = this.box.querySelector("[data-changed]");
      if (changed) changed.textContent = this.editor.words.changed.replace("%time", said.at);
      if (this.same(this.value(), value)) this.done(value);
      else this.typed(WAIT);
    } else if (status === 409) this.compare(value, said);
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
    this.controls[0]?.toggleAttribute("aria-invalid", Boolean(sentence));
    if (!sentence) return;
    this.refusal = document.createElement("p");
    this.refusal.className = "invalid-feedback";
    this.refusal.setAttribute("role", "alert");
    this.refusal.textContent = sentence;
    this.box.append(this.refusal);
  }

  note(sentence) {
    this.noted?.remove();
    this.noted = document.createElement("p");
    this.noted.className = "ci-note";
    this.noted.setAttribute("role", "status");
    this.noted.textContent = sentence;
    this.box.append(this.noted);
  }

  compare(mine, said) {
    this.state = "two";
    this.panel?.remove();
    const { theirs } = said;
    const isText = this.box.dataset.kind === "text";
    this.panel = document.createElement("div");
    this.panel.className = "ci-two";
    this.panel.setAttribute("role", "group");
    this.panel.setAttribute("aria-label", said.said);
    const words = this.editor.words;
    const sentence = document.createElement("p");
    sentence.setAttribute("role", "alert");
    sentence.textContent = `${said.said} ${words.mine}`;
    const heading = document.createElement("p");
    heading.className = "ci-h3";
    heading.textContent = words.theirs.replace("%who", theirs.who).replace("%time", theirs.at);
    const text = document.createElement("div");
    text.className = "ci-version";
    text.textContent = isText ? theirs.value ?? "" : this.labels(theirs.value);
    const buttons = document.createElement("p");
    buttons.className = "d-flex flex-wrap gap-3";
    buttons.append(
      this.button(words.keep, () => this.settle(this.value(), theirs.revision)),
      this.button(words.take, () => this.settle(theirs.value ?? "", theirs.revision)),
    );
    if (isText) {
      buttons.append(this.button(words.join, () => this.settle(`${theirs.value}\n\n${this.value()}`, theirs.revision)));
    }
    this.panel.append(sentence, heading, text, buttons);
    this.theirs = theirs;
    this.box.append(this.panel);
  }

  labels(value) {
    return this.controls.filter((control) => [value].flat().includes(control.value))
      .map((control) => control.labels[0].textContent).join(", ");
  }

  button(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary btn-sm";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  settle(value, revision) {
    this.panel.remove();
    this.revision = revision;
    this.kept = this.theirs.value ?? (this.box.dataset.kind === "text" ? "" : []);
    this.show(value);
    this.state = "typed";
    this.typed(0);
    this.controls[0].focus();
  }
}

class Editor {
  constructor(box) {
    this.words = box.dataset;
    this.shelf = new Shelf(this.words);
    this.signs = [...document.querySelectorAll("[data-saved]")];
    this.at = this.signs[0]?.textContent ?? "";
    this.form = document.querySelector("#answers");
    this.token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    this.questions = [];
    for (const part of box.querySelectorAll("[data-question]:not([data-locked])")) {
      this.questions.push(new Question(part, this));
    }
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush(document.visibilityState === "hidden"));
    this.form.addEventListener("submit", (event) => this.submit(event));
  }

  waiting() {
    return this.questions.filter((question) => !["saved", "two", "refused"].includes(question.state));
  }

  flush(leaving = false) {
    return Promise.all(this.waiting().map((question) => question.save(leaving)));
  }

  async submit(event) {
    // what is still on its way leaves first; what cannot leave stays here and says why
    if (this.isLeaving || !this.questions.some((question) => question.isPending())) return;
    const button = event.submitter;
    event.preventDefault();
    await this.flush();
    if (this.questions.some((question) => question.isPending())) {
      this.say(this.words.leaving);
      this.questions.find((question) => question.isPending()).controls[0].focus();
      return;
    }
    this.isLeaving = true;
    // a form that is being submitted ignores being submitted: nothing left to send, this would still be the same event
    setTimeout(() => this.form.requestSubmit(button));
  }

  say(more = "") {
    const states = this.questions.map((question) => question.state);
    const has = (...names) => names.some((name) => states.includes(name));
    let sentence = this.at;
    let kind = "";
    if (has("two", "refused")) kind = "two";
    else if (has("login", "offline", "failed")) kind = "off";
    else if (has("typed", "saving")) kind = "now";
    if (has("login")) sentence = this.lastSaid?.said ?? this.words.failed;
    else if (has("offline")) sentence = this.words.offline;
    else if (has("failed")) sentence = this.words.failed;
    else if (kind === "now") sentence = this.words.saving;
    else if (has("two")) sentence = this.words.two;
    else if (has("refused")) sentence = this.words.refused;
    for (const sign of this.signs) {
      sign.className = `ci-saved${kind ? ` ci-saved--${kind}` : ""}`;
      if (sign.dataset.now === sentence + more) continue;
      sign.dataset.now = sentence + more;
      sign.textContent = more || sentence;
      if (has("login") && this.lastSaid?.login) sign.append(" ", this.loginLink());
    }
  }

  loginLink() {
    const link = document.createElement("a");
    link.href = this.lastSaid.login;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = this.words.login;
    return link;
  }
}

for (const box of document.querySelectorAll("[data-editor]")) new Editor(box);
