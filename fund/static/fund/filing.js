/* The pages of a draft: sent without losing the page, saved while one types, searched while one
   types. Everything works without this file. Nothing is kept on the device. */
"use strict";

const PATIENCE = 20000, PAUSE = 400;
let before = Promise.resolve();
let pause;

const form = () => document.querySelector("form[data-send]");

/* One after another, each with the mark that the last one left. */
function post(extra) {
  before = before.catch(() => {}).then(async () => {
    const { action } = form(), body = new URLSearchParams(new FormData(form()));
    for (const [name, value] of extra) body.set(name, value);
    const answer = await fetch(action, {
      method: "POST", body, headers: { "X-Next": "say" }, signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status >= 500) throw answer;
    const seen = answer.headers.get("X-Seen");
    if (seen) form().elements._seen.value = seen;
    offline(false);
    return answer;
  });
  return before;
}

function offline(is) {
  form().querySelector("[data-offline]").hidden = !is;
}

async function send(submitter) {
  clearTimeout(pause);
  try {
    const answer = await post(submitter?.name ? [[submitter.name, submitter.value]] : []);
    const next = answer.headers.get("X-Next");
    if (next) location.assign(next); else show(await answer.text(), answer.url);
  } catch {
    reopen();
    offline(true);
    form().querySelector("[data-offline]").scrollIntoView({ block: "center" });
  }
}

/* Something is to be mended: the form that came back takes the place of this one. */
function show(text, url) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.querySelector("form[data-send]");
  if (!fresh) { location.assign(url); return; }
  document.title = page.title;
  form().replaceWith(fresh);
  (fresh.querySelector("[data-focus]") ?? fresh).scrollIntoView();
  fresh.querySelector("[data-focus]")?.focus();
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target !== form()) return;
  event.preventDefault();
  send(event.submitter);
});

document.addEventListener("change", ({ target }) => {
  if (!target.closest("form[data-save]") || target.closest("[data-later], [data-find]")) return;
  clearTimeout(pause);
  pause = setTimeout(() => post([["_save", "1"]]).catch(() => offline(true)), PAUSE);
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-find]")) return;
  clearTimeout(pause);
  pause = setTimeout(async () => {
    const asked = new URLSearchParams({ find: target.value });
    try {
      const answer = await fetch(`?${asked}`, { headers: { "X-Part": "found" } });
      if (!answer.ok || answer.redirected) return;
      const found = document.getElementById("found");
      found.innerHTML = await answer.text();
      const count = found.querySelectorAll("[type=radio]").length;
      const said = document.querySelector("[data-count]");
      said.textContent = filled(said.dataset.count, count);
      offline(false);
    } catch { offline(true); }
  }, PAUSE);
});

addEventListener("offline", () => { if (form()) offline(true); });
addEventListener("online", () => { if (form()) offline(false); });
