// While a worker computes: asks every second how far it is, and shows the page anew once it rests. Without this script
// the link beside it does the same.
const bar = document.getElementById("progress");

async function look() {
  const answer = await fetch(bar.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const found = await answer.json();
  if (found.is_busy) bar.value = found.share;
  else location.reload();
}

setInterval(() => look().catch(() => {}), 1000);
