// Says how many dossiers are ticked, ticks the whole page. Without this module the boxes work all the same.
const form = document.getElementById("bulk");

if (form) {
  const said = form.querySelector("[data-count-none]");
  const boxes = [...document.querySelectorAll('.ci-board input[name="dossier"]')];
  const [tick, untick] = [form.querySelector("[data-tick]"), form.querySelector("[data-untick]")];

  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    const { countNone, countOne, countSome } = said.dataset;
    said.textContent = count === 0 ? countNone : count === 1 ? countOne : countSome.replace("{n}", count);
    tick.hidden = count === boxes.length;
    untick.hidden = count === 0;
  };
  const set = (checked) => {
    for (const box of boxes) box.checked = checked;
    tell();
  };

  said.setAttribute("role", "status");
  for (const box of boxes) box.addEventListener("change", tell);
  tick.addEventListener("click", () => set(true));
  untick.addEventListener("click", () => set(false));
  // a page that is come back to keeps its ticks
  window.addEventListener("pageshow", tell);
  tell();
}
