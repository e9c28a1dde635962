// Under a deadline, the same instant on the reader's own clock, when it differs from the clock of the call.
// Nothing is asked of the server and nothing is kept; without JavaScript the announced hour stands alone.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function shown(instant, language, timeZone) {
  return new Intl.DateTimeFormat(language, {
    timeZone, weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit",
  }).format(instant);
}

for (const place of document.querySelectorAll("[data-here]")) {
  const instant = new Date(place.dataset.here);
  const language = document.documentElement.lang;
  const here = shown(instant, language, zone);
  if (here !== shown(instant, language, place.dataset.zone)) {
    place.textContent = place.dataset.words.replace("…", here);
    place.hidden = false;
  }
}
