// What is typed and not kept yet stays in this browser; what leaves carries the token of whoever is logged in now.

// the page's own token is that of before a new login
export function token(form) {
  const found = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : form.querySelector("[name=csrfmiddlewaretoken]").value;
}

export function renewToken(form) {
  const field = form.querySelector("[name=csrfmiddlewaretoken]");
  if (field) field.value = token(form);
}

export class Shelf {
  // one key per answer, or per form; a browser without storage keeps nothing and says nothing
  constructor(prefix) {
    this.prefix = prefix;
  }

  put(slug, value, revision) {
    try {
      localStorage.setItem(this.prefix + slug, JSON.stringify({ value, revision }));
    } catch { /* full or forbidden: the page itself still holds the text */ }
  }

  get(slug) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + slug));
    } catch {
      return null;
    }
  }

  drop(slug) {
    try {
      localStorage.removeItem(this.prefix + slug);
    } catch { /* nothing was there */ }
  }
}
