// Papers: a file that is too large is told before it leaves; what the checks say appears without loading the page
// again. Without this script the house says both.
const page = document.querySelector("[data-papers]");
// seconds between two looks, and for how many of them
const EVERY = 1.5;
const ENOUGH = 200;

function say(form, sentence) {
  const errors = form.querySelector("[data-errors]");
  const input = form.querySelector("input[type=file]");
  errors.replaceChildren();
  input.classList.toggle("is-invalid", Boolean(sentence));
  if (!sentence) {
    input.removeAttribute("aria-invalid");
    return;
  }
  input.setAttribute("aria-invalid", "true");
  const line = document.createElement("p");
  line.className = "invalid-feedback d-block";
  line.textContent = sentence;
  errors.append(line);
}

function isTooLarge(form) {
  const [file] = form.querySelector("input[type=file]").files;
  return Boolean(file) && file.size > Number(page.dataset.most);
}

for (const form of page.querySelectorAll("[data-send]")) {
  const button = form.querySelector("button");
  form.addEventListener("change", () => say(form, isTooLarge(form) ? page.dataset.tooLarge : ""));
  form.addEventListener("submit", (event) => {
    if (isTooLarge(form)) {
      event.preventDefault();
      say(form, page.dataset.tooLarge);
      return;
    }
    button.disabled = true;
    button.textContent = page.dataset.sending;
  });
}

function show(row, one) {
  const said = row.querySelector("[data-said]");
  said.className = `ci-state ci-state--${one.shape}`;
  said.textContent = one.label;
  row.querySelector("[data-refusal]").hidden = !one.refusal;
  row.querySelector("[data-refusal] span").textContent = one.refusal;
  row.querySelector("[data-get]").hidden = one.is_waiting || Boolean(one.refusal);
  row.removeAttribute("data-waiting");
}

async function look(times) {
  const waiting = [...page.querySelectorAll("[data-waiting]")];
  if (waiting.length === 0 || times > ENOUGH) {
    return;
  }
  try {
    const answer = await fetch(page.dataset.url, { headers: { Accept: "application/json" } });
    const files = answer.ok ? await answer.json() : {};
    for (const row of waiting) {
      const one = files[row.dataset.file];
      if (one && !one.is_waiting) {
        show(row, one);
      }
    }
  } catch { /* no network for a moment: the next look says it */ }
  setTimeout(look, EVERY * 1000, times + 1);
}

setTimeout(look, EVERY * 1000, 0);
// the browser gives back the page as it was left: a button that said "sending" may send again
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});
