/* A list that stays open is looked at again each half minute, unless nobody sees it. htmx puts in
   what is new and leaves focus, scroll and the rest alone; the words say politely what came. */
"use strict";

const board = document.getElementById("board");
const news = document.getElementById("board-news");

function needed() {
  return new Set([...board.querySelectorAll("#part-mine li[id]")].map((row) => row.id));
}

let known = needed();

function look() { if (!document.hidden) board.dispatchEvent(new Event("look")); }

const looking = setInterval(look, 30000);
document.addEventListener("visibilitychange", look);

/* The sign-in page is never put into the list: once the session is over, looking ends. */
board.addEventListener("htmx:before:request", ({ detail }) => { detail.ctx.request.redirect = "manual"; });
board.addEventListener("htmx:before:response", (event) => {
  const { status } = event.detail.ctx.response;
  if (status !== 200) event.preventDefault();
  if (status === 0 || status === 403) {
    clearInterval(looking);
    document.removeEventListener("visibilitychange", look);
  }
});

board.addEventListener("htmx:after:swap", () => {
  const now = needed(), count = [...now].filter((id) => !known.has(id)).length;
  known = now;
  if (count) news.textContent = count === 1 ? news.dataset.one : news.dataset.more.replace("{}", count);
});
