// Each answer is saved as it is typed, and stays in this browser until the house has said that it has it.
// Without this module the form is sent whole; the house keeps and refuses in the same way.
import { loginLink } from "./pieces.js";
import { Question } from "./question.js";
import { Shelf, renewToken } from "./shelf.js";

class Editor {
  constructor(box) {
    this.words = box.dataset;
    this.shelf = new Shelf(`ci-answer:${this.words.dossier}:${this.words.person}:`);
    this.signs = [...document.querySelectorAll("[data-saved]")];
    this.at = this.signs[0]?.textContent ?? "";
    this.form = document.querySelector("#answers");
    this.questions = [];
    for (const part of box.querySelectorAll("[data-question]:not([data-locked])")) {
      this.questions.push(new Question(part, this));
    }
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush(document.visibilityState === "hidden"));
    const forms = this.questions.map((question) => question.controls[0]?.form ?? this.form);
    for (const form of new Set([this.form, ...forms])) {
      form.addEventListener("submit", (event) => this.submit(event));
    }
  }

  waiting() {
    return this.questions.filter((question) => !["saved", "two", "refused"].includes(question.state));
  }

  flush(leaving = false) {
    return Promise.all(this.waiting().map((question) => question.save(leaving)));
  }

  arrive(others = {}) {
    for (const question of this.questions) if (question.slug in others) question.arrive(...others[question.slug]);
  }

  async submit(event) {
    // what is still on its way leaves first; what cannot leave stays here and says why
    const { currentTarget: form, submitter: button } = event;
    renewToken(form);
    if (this.isLeaving || !this.questions.some((question) => question.isPending())) return;
    event.preventDefault();
    await this.flush();
    if (this.questions.some((question) => question.isPending())) {
      this.say(this.words.leaving);
      this.questions.find((question) => question.isPending()).controls[0].focus();
      return;
    }
    this.isLeaving = true;
    // a form that is being submitted ignores being submitted: nothing left to send, this would still be the same event
    setTimeout(() => form.requestSubmit(button));
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
      if (has("login") && this.lastSaid?.login) sign.append(" ", loginLink(this.lastSaid.login, this.words.login));
    }
  }
}

for (const box of document.querySelectorAll("[data-editor]")) new Editor(box);
