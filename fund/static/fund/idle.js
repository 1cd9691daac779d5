/* Two minutes before the session ends for lack of pages: ask, wherever on the page somebody is. */
"use strict";

const idle = document.querySelector("[data-idle]");
const bar = idle.firstElementChild;
const [soon, over] = bar.querySelectorAll("p");
const button = bar.querySelector("button");
let ends;

function stay() { ends = Date.now() + idle.dataset.idle * 1000; }

function showBar() {
  const left = ends - Date.now();
  bar.hidden = left > 120000;
  soon.hidden = button.hidden = left <= 0;
  over.hidden = left > 0;
}

stay();
setInterval(showBar, 5000);
button.addEventListener("click", async () => {
  const { status } = await fetch(idle.dataset.stay, { redirect: "manual" });
  if (status === 204) stay(); else ends = 0;
  showBar();
});
