// The pieces that scripts add to a page: made of text alone, so that nothing typed is ever read as HTML.

export function piece(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

export function button(label, act) {
  const made = piece("button", { type: "button", class: "btn btn-outline-primary btn-sm" }, label);
  made.addEventListener("click", act);
  return made;
}

export function loginLink(address, words) {
  return piece("a", { href: address, target: "_blank", rel: "noopener" }, words);
}
