// The budget as it is typed: sums by line, year and source, the sum asked of the CNRS against the bounds.
// Each cell is kept by itself as a text is (question.js).
const box = document.querySelector("[data-budget]");
if (box) {
  const french = document.documentElement.lang.startsWith("fr");
  const format = new Intl.NumberFormat(french ? "fr-FR" : "en-GB", { style: "currency", currency: "EUR", maximumFractionDigits: 2, minimumFractionDigits: 0 });
  const inputs = [...box.querySelectorAll("input.form-control")];

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

  const put = (where, euros) => { (where.querySelector("[data-figure]") || where).textContent = shown(euros); };
  const ofYear = (some, year) => some.filter((input) => input.dataset.year === year);

  const total = () => {
    for (const row of box.querySelectorAll("[data-row]")) {
      put(row.querySelector("[data-row-total]"), sum([...row.querySelectorAll("input.form-control")]));
    }
    for (const group of box.querySelectorAll("[data-source]")) {
      const own = [...group.querySelectorAll("input.form-control")];
      for (const cell of group.querySelectorAll("[data-year-total]")) put(cell, sum(ofYear(own, cell.dataset.yearTotal)));
      put(group.querySelector("[data-source-total]"), sum(own));
    }
    for (const cell of box.querySelectorAll("[data-all-year]")) put(cell, sum(ofYear(inputs, cell.dataset.allYear)));
    put(box.querySelector("[data-all]"), sum(inputs));
    judge();
  };

  // the sum asked of the CNRS against the bounds: words, and a shape beside the figure
  const judge = () => {
    const cnrs = box.querySelector('[data-source="cnrs"]');
    const asked = sum([...cnrs.querySelectorAll("input.form-control")]);
    const { low, high, bound } = box.dataset;
    const over = high && asked > Number(high) ? asked - Number(high) : 0;
    const short = low && asked < Number(low) ? Number(low) - asked : 0;
    const kind = !asked ? "none" : over ? "over" : short ? "short" : "inside";
    const line = box.querySelector("[data-sum]");
    const said = box.dataset[kind].replace("%sum", shown(asked)).replace("%gap", shown(over || short)).replace("%bound", bound);
    if (line.textContent !== said) line.firstElementChild.textContent = said;
    line.classList.toggle("ci-bounds--ok", !over && !short);
    const cell = cnrs.querySelector("[data-source-total]");
    const word = cell.querySelector("[data-word]");
    const isOut = Boolean(asked && (over || short));
    cell.classList.toggle("is-over", isOut);
    word.textContent = isOut ? ` ${word.dataset.word}` : "";
  };

  box.addEventListener("input", () => {
    // the verdicts of the page are those of before: the sentence under the grid says what is so now
    for (const old of box.parentElement.querySelectorAll(":scope > .ci-bounds")) old.remove();
    total();
  });
  box.addEventListener("shown", total);
  total();
}
