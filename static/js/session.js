// Screens of one session agree: a small question every second and a half (204: nothing changed), and the parts of the
// page that changed are taken from a fresh one. What somebody is typing is never touched. Without this script a link
// shows the page again.

const EVERY = 1500;
const page = document.querySelector("[data-pulse]");

function isBusy(part) {
  return part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
}

function isTouched(part) {
  return [...part.querySelectorAll("input, textarea, select")].some((one) => (
    one.type === "checkbox" || one.type === "radio" ? one.checked !== one.defaultChecked
      : one.tagName !== "SELECT" && one.type !== "hidden" && one.value !== one.defaultValue));
}

function take(part, next) {
  // whoever stands on a button of the part stands on the same one afterwards
  const held = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.replaceChildren(...next.childNodes);
  if (held) document.getElementById(held)?.focus();
}

async function refresh() {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) {
    // the dossier is no longer there for this person: back to the room
    window.location.assign(page.dataset.room);
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (!next) part.replaceChildren();
    else if (!isBusy(part) && !isTouched(part)) take(part, next);
  }
  for (const next of fresh.querySelectorAll("[data-live]")) {
    if (!document.getElementById(next.id)) window.location.reload();
  }
}

async function look() {
  try {
    const answer = await fetch(page.dataset.pulse, { headers: { "If-None-Match": page.dataset.tag } });
    if (answer.status === 200) {
      await refresh();
      page.dataset.tag = answer.headers.get("ETag");
    } else if (answer.status !== 204) window.location.assign(page.dataset.room);
  } catch { /* no network: another question follows */ }
  setTimeout(look, EVERY);
}

if (page) setTimeout(look, EVERY);
