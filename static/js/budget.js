// The budget as it is typed: sums by line, the sum asked of the CNRS against the bounds, each cell kept by itself.
const box = document.querySelector("[data-budget]");
if (box) {
  const french = document.documentElement.lang.startsWith("fr");
  const format = new Intl.NumberFormat(french ? "fr-FR" : "en-GB", { style: "currency", currency: "EUR", maximumFractionDigits: 2, minimumFractionDigits: 0 });
  const inputs = [...box.querySelectorAll("input.form-control")];
  const saved = box.querySelector("[data-saved]");

  // what a person types: 1 234,56 · 1,234.56 · 1234 €; NaN when it is no amount
  const read = (text) => {
    const plain = text.replace(/[\s\u00a0\u202f\u2009€]/g, "");
    if (!plain) return 0;
    if (/^\d+(,\d{1,2})?$/.test(plain)) return Number(plain.replace(",", "."));
    if (/^\d{1,3}(,\d{3})*(\.\d{1,2})?$/.test(plain) || /^\d+(\.\d{1,2})?$/.test(plain)) return Number(plain.replaceAll(",", ""));
    return NaN;
  };
  const sum = (some) => some.reduce((total, input) => total + (read(input.value) || 0), 0);
  const shown = (euros) => format.format(Math.round(euros * 100) / 100);

  const total = () => {
    for (const row of box.querySelectorAll("tr[data-source]")) {
      row.querySelector("[data-row-total]").textContent = shown(sum([...row.querySelectorAll("input.form-control")]));
    }
    const asked = sum([...box.querySelectorAll('tr[data-source="cnrs"] input.form-control')]);
    const { low, high, bound, inside, outside } = box.dataset;
    const isInside = (!low || asked >= Number(low)) && (!high || asked <= Number(high));
    const line = box.querySelector("[data-sum]");
    line.textContent = (isInside ? inside : outside).replace("%sum", shown(asked)).replace("%bound", bound);
    line.classList.toggle("ci-bounds--ok", isInside);
  };

  const keep = async (input) => {
    const token = document.querySelector("#budget input[name=csrfmiddlewaretoken]");
    if (!token || input.readOnly) return;
    const revision = box.querySelector(`input[name="${input.name}-r"]`);
    const body = new URLSearchParams({ csrfmiddlewaretoken: token.value, [input.name]: input.value, [`${input.name}-r`]: revision.value });
    try {
      const answer = await fetch(box.dataset.url, { method: "POST", body, headers: { accept: "application/json" }, redirect: "error" });
      const said = await answer.json();
      const error = (said.errors || {})[input.name] || (answer.ok ? "" : (said.reasons || []).join(" "));
      input.classList.toggle("is-invalid", Boolean(error));
      input.setAttribute("aria-invalid", error ? "true" : "false");
      saved.textContent = error || box.dataset.saved;
      if (answer.ok || answer.status === 409) {
        for (const [name, number] of Object.entries(said.revisions || {})) {
          const field = box.querySelector(`input[name="${name}-r"]`);
          if (field) field.value = number;
        }
      }
    } catch {
      saved.textContent = box.dataset.failed;
    }
  };

  const timers = new Map();
  for (const input of inputs) {
    input.addEventListener("input", () => {
      total();
      clearTimeout(timers.get(input));
      timers.set(input, setTimeout(() => keep(input), 800));
    });
  }
  total();
}
