// While a PDF is being made: asks once a second whether it is there, then says so and offers it. Without this script
// the same link asks again.
const link = document.getElementById("file");
const ENOUGH = 120;

async function isReady() {
  const answer = await fetch(link.href, { method: "HEAD" });
  return answer.status === 200;
}

async function look(times) {
  if (await isReady().catch(() => false)) {
    document.getElementById("waiting").hidden = true;
    document.getElementById("ready").hidden = false;
    link.textContent = link.dataset.ready;
    document.title = document.querySelector("#ready h1").textContent;
  } else if (times < ENOUGH) {
    setTimeout(look, 1000, times + 1);
  }
}

setTimeout(look, 1000, 0);
