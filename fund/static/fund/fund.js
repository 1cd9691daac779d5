/* Everything works without this file; it only makes some things quicker. */
"use strict";

/* The words that scripts show, in the reader's language; `{}` stands for a value. */
const { dataset: words } = document.documentElement;
const filled = (text, value) => text.replace("{}", value);

/* Leave: blank the page at once, end the session in the background, and keep no way back to it. */
const exit = document.querySelector("form[data-leave]");
let presses = [];

function leave() {
  const form = new FormData(exit);
  const { action } = exit;
  const { leave: left } = exit.dataset;
  document.title = " ";
  document.body.replaceChildren();
  navigator.sendBeacon(action, form);
  location.replace(left);
}

if (exit) {
  exit.addEventListener("submit", (event) => { event.preventDefault(); leave(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { presses = []; return; }
    presses = presses.filter((at) => event.timeStamp - at < 3000).concat(event.timeStamp);
    if (presses.length >= 3) leave();
  });
}

/* A form sent twice by an impatient thumb is sent once. Back from the next page opens it again. */
document.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (defaultPrevented || !target.hasAttribute("data-once")) return;
  setTimeout(() => {
    for (const button of target.querySelectorAll("button")) button.disabled = true;
    if (!submitter) return;
    submitter.words = [...submitter.childNodes];
    submitter.replaceChildren(words.moment);
  });
});
function reopen() {
  for (const button of document.querySelectorAll("form[data-once] button")) {
    button.disabled = false;
    if (button.words) button.replaceChildren(...button.words);
  }
}

addEventListener("pageshow", ({ persisted }) => {
  if (persisted && exit) { document.body.replaceChildren(); location.reload(); } // kept by the browser
  reopen();
});

document.querySelector("[data-focus]")?.focus();

/* Clocks on a page that stays open. The server's own words stand until the first minute is over. */
function span(minutes) {
  const hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (days >= 3) return filled(words.days, days);
  if (days) return hours % 24 ? `${days} d ${hours % 24} h` : `${days * 24} h`;
  if (hours) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${minutes} min`;
}

setInterval(() => {
  for (const chip of document.querySelectorAll("time.clock")) {
    const left = Date.parse(chip.dateTime) - Date.now(), minutes = Math.floor(Math.abs(left) / 60000);
    chip.lastChild.data = !minutes ? words.now : filled(left < 0 ? words.late : words.left, span(minutes));
    chip.className = `clock is-${left < 60000 ? "stop" : minutes <= 60 ? "wait" : "neutral"}`;
  }
}, 60000);
