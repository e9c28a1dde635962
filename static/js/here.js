// Under a deadline, the same instant on the reader's own clock, when it differs from the clock of the call.
// Nothing is asked of the server and nothing is kept; without JavaScript the announced hour stands alone.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function shown(instant, language, timeZone) {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    timeZone, weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  // as the house writes them: « jeudi 7 janvier à 15 h 00 », "Thursday 7 January at 15:00"
  return language === "en"
    ? `${part.weekday} ${part.day} ${part.month} at ${part.hour}:${part.minute}`
    : `${part.weekday} ${part.day} ${part.month} à ${Number(part.hour)}\u00a0h\u00a0${part.minute}`;
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
