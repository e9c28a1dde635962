// Two versions of one answer: what somebody else wrote is shown beside what was typed, and the writer chooses.
import { button, piece } from "./pieces.js";

// The panel for `question`, once the house has answered (`said`) what stands there now.
export function versions(question, said) {
  const { theirs } = said;
  const { words } = question.editor;
  const panel = piece("div", { class: "ci-two", role: "group", "aria-label": said.said });
  // away from its field, it says which one it is about
  if (question.panels !== question.box) panel.append(heading(question.controls[0].getAttribute("aria-label")));
  panel.append(
    piece("p", { role: "alert" }, `${said.said} ${words.mine}`),
    heading(theirs.at ? words.theirs.replace("%who", theirs.who).replace("%time", theirs.at) : words.stands),
    piece("div", { class: "ci-version" }, question.isTyped ? theirs.value || words.nothing : labels(question, theirs.value)),
    choices(question, theirs),
  );
  return panel;
}

function heading(sentence) {
  return piece("p", { class: "ci-h3" }, sentence);
}

function choices(question, theirs) {
  const { words } = question.editor;
  const settle = (value) => question.settle(value, theirs.revision);
  const row = piece("p", { class: "d-flex flex-wrap gap-3" });
  row.append(button(words.keep, () => settle(question.value())), button(words.take, () => settle(theirs.value ?? "")));
  if (question.box.dataset.kind === "text") {
    row.append(button(words.join, () => settle(`${theirs.value}\n\n${question.value()}`)));
  }
  return row;
}

function labels(question, value) {
  return question.controls.filter((control) => [value].flat().includes(control.value))
    .map((control) => control.labels[0].textContent).join(", ");
}
