// Says how many dossiers are ticked, ticks the whole page, or all that the filters find. Without this module the boxes work all the same.
const form = document.getElementById("bulk");

if (form) {
  const said = form.querySelector("[data-count-none]");
  const boxes = [...document.querySelectorAll('.ci-board input[name="dossier"]')];
  const everything = form.querySelector("#everything");
  const [tick, untick] = [form.querySelector("[data-tick]"), form.querySelector("[data-untick]")];

  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    const isAll = everything?.checked ?? false;
    const { countNone, countOne, countSome, countAll } = said.dataset;
    const ticked = count === 0 ? countNone : count === 1 ? countOne : countSome.replace("{n}", count);
    said.textContent = isAll ? countAll : ticked;
    tick.hidden = isAll || count === boxes.length;
    untick.hidden = isAll || count === 0;
  };
  const set = (checked) => {
    for (const box of boxes) box.checked = checked;
    tell();
  };

  said.setAttribute("role", "status");
  for (const box of boxes) box.addEventListener("change", tell);
  everything?.addEventListener("change", tell);
  tick.addEventListener("click", () => set(true));
  untick.addEventListener("click", () => set(false));
  // a page that is come back to keeps its ticks
  window.addEventListener("pageshow", tell);
  tell();
}
