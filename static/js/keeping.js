// A form that is sent whole: what is typed in it stays in this browser until the house has said that it is kept, and the
// page stays open while the session or the network is away. Without this module the form is sent as any other.
import { button, loginLink } from "./pieces.js";
import { Shelf, renewToken, token } from "./shelf.js";

class Kept {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.shelf = new Shelf(`ci-form:${this.words.person}:`);
    this.place = location.pathname;
    this.sign = form.querySelector("[data-kept-sign]");
    // the page's own signs say when the dossier was saved: not while something here is not
    this.others = [...document.querySelectorAll("[data-saved]")].map((sign) => [sign, sign.textContent]);
    // a form that comes back refused shows what was typed: none of it is kept
    this.served = "sent" in this.words ? null : this.typed();
    if (this.served) this.restore();
    form.addEventListener("input", () => this.put());
    form.addEventListener("change", () => this.put());
    form.addEventListener("submit", (event) => this.submit(event));
    for (const link of form.querySelectorAll("[data-leave]")) {
      link.addEventListener("click", () => this.shelf.drop(this.place));
    }
  }

  // names and values as they would be sent; the token is of a session, the revision is kept beside them
  typed() {
    return [...new FormData(this.form)].filter(([name]) => !["csrfmiddlewaretoken", "revision"].includes(name));
  }

  isSame(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }

  get revision() {
    return this.form.querySelector("[name=revision]");
  }

  put() {
    if (this.isSame(this.typed(), this.served)) {
      this.shelf.drop(this.place);
      this.say("");
    } else {
      this.shelf.put(this.place, this.typed(), this.revision.value);
      this.say(this.words.unsent, "now");
    }
  }

  restore() {
    const left = this.shelf.get(this.place);
    if (!left) return;
    if (this.isSame(left.value, this.served)) {
      this.shelf.drop(this.place);
      return;
    }
    this.show(left.value);
    this.revision.value = left.revision;
    this.say(this.words.back, "now");
    this.said.append(" ", this.forget());
  }

  show(pairs) {
    // what was just chosen on the search page came with the address
    const chosen = new URLSearchParams(location.search);
    for (const control of this.form.elements) {
      const { name, type } = control;
      if (!name || ["csrfmiddlewaretoken", "revision"].includes(name) || type === "submit") continue;
      if (chosen.has(name) || chosen.has(name.replace(/-id$/, ""))) continue;
      const values = pairs.filter(([one]) => one === name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(type)) control.checked = values.includes(control.value);
      else if (values.length) [control.value] = values;
    }
  }

  forget() {
    return button(this.words.forget, () => {
      this.shelf.drop(this.place);
      location.reload();
    });
  }

  async submit(event) {
    renewToken(this.form);
    if (this.isLeaving) return;
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    this.say(this.words.saving, "now");
    const body = new FormData(this.form, event.submitter);
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": token(this.form) };
      const answer = await fetch(this.form.action, { method: "POST", body, headers, redirect: "error" });
      await this.read(answer, event.submitter);
    } catch {
      this.say(navigator.onLine ? this.words.failed : this.words.offline, "off");
    }
    this.isSending = false;
  }

  async read(answer, submitter) {
    if (answer.status === 200) {
      const { url } = await answer.json();
      this.shelf.drop(this.place);
      this.isLeaving = true;
      location.assign(url);
    } else if (answer.status === 401) {
      const said = await answer.json();
      this.say(said.said, "off");
      this.said.append(" ", loginLink(said.login, this.words.login));
    } else if ([409, 422].includes(answer.status)) {
      // refused: nothing was kept, and the page that says why is the one that the form sent by the browser gets
      this.isLeaving = true;
      setTimeout(() => this.form.requestSubmit(submitter));
    } else this.say(this.words.failed, "off");
  }

  say(sentence, kind = "") {
    this.sign.className = `ci-saved${kind ? ` ci-saved--${kind}` : ""}`;
    // words and what follows them (a link, a button) flow together
    this.said = document.createElement("span");
    this.said.textContent = sentence;
    this.sign.replaceChildren(...(sentence ? [this.said] : []));
    for (const [other, said] of this.others) other.textContent = sentence ? "" : said;
  }
}

for (const form of document.querySelectorAll("form[data-keep]")) new Kept(form);
