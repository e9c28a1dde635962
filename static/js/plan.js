// The plan of an action as it is typed: its sum, and what is still to be shared out. The server says the same on demand.
const form = document.querySelector("[data-plan]");
if (form) {
  const french = document.documentElement.lang.startsWith("fr");
  const format = new Intl.NumberFormat(french ? "fr-FR" : "en-GB", { style: "currency", currency: "EUR", maximumFractionDigits: 2, minimumFractionDigits: 0 });
  const inputs = [...form.querySelectorAll("input.form-control")];
  const line = form.querySelector("[data-said]");

  // cents of what a person types: 1 234,56 · 1,234.56 · 1234 €; NaN when it is no amount
  const cents = (text) => {
    const plain = text.replace(/[\s\u00a0\u202f\u2009€]/g, "");
    if (/^\d+(,\d{1,2})?$/.test(plain)) return Math.round(Number(plain.replace(",", ".")) * 100);
    if (/^\d{1,3}(,\d{3})*(\.\d{1,2})?$/.test(plain) || /^\d+(\.\d{1,2})?$/.test(plain)) return Math.round(Number(plain.replaceAll(",", "")) * 100);
    return NaN;
  };

  const total = () => {
    const sum = inputs.reduce((all, input) => all + (cents(input.value) || 0), 0);
    const left = Math.round(Number(form.dataset.share) * 100) - sum;
    form.querySelector("[data-sum]").textContent = format.format(sum / 100);
    const said = left > 0 ? form.dataset.short : left < 0 ? form.dataset.over : form.dataset.even;
    line.firstElementChild.textContent = said.replace("%(amount)s", format.format(Math.abs(left) / 100));
    line.classList.toggle("ci-bounds--ok", left === 0);
  };

  for (const input of inputs) input.addEventListener("input", total);
  // without a script this button asks the server
  form.querySelector("[name=check]").hidden = true;
}
