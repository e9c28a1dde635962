// Publications whose description is being looked up: the list is read again until each has its own. Without this
// script it is there when the page is opened again.
const EVERY = 3000;
const ENOUGH = 30;

async function look(times) {
  const here = document.querySelector("#publications");
  if (!here?.querySelector("[data-awaited]") || times > ENOUGH) return;
  try {
    const answer = await fetch(location.pathname, { redirect: "error" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#publications");
    // who is on a link of the list keeps their place
    if (answer.ok && fresh && fresh.textContent !== here.textContent && !here.contains(document.activeElement)) {
      here.replaceWith(fresh);
    }
  } catch {
    // the next turn tells
  }
  setTimeout(look, EVERY, times + 1);
}

setTimeout(look, EVERY, 0);
