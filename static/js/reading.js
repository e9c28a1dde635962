// While the page is open, the others who examine the dossier see it; and this page says who else has it open.
const place = document.querySelector("#readers");
const token = document.querySelector("input[name=csrfmiddlewaretoken]");
if (place && token) {
  const tell = async () => {
    if (document.hidden) return;
    try {
      const body = new URLSearchParams({ csrfmiddlewaretoken: token.value });
      const answer = await fetch(`${location.pathname}reading/`, { method: "POST", body, redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#readers");
      const here = document.querySelector("#readers");
      if (fresh && here && fresh.textContent !== here.textContent) here.replaceWith(fresh);
    } catch {
      // the next turn tells
    }
  };
  setInterval(tell, 45000);
}
