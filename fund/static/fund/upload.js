/* Sends each photo or file by itself, says how far it is, and tries again without losing one.
   Without this script the same form sends all of them at once. */
"use strict";

const form = document.querySelector("form[data-pages]");
const SIDE = 2400, STILL = 60000, THUMB = 56;
let pages = [], sending = false, signedOut = false, drawing = Promise.resolve();

const part = (root, name) => root.querySelector(`[data-${name}]`);
const tell = (words) => { part(form, "said").textContent = words; };
const megabytes = (size) => `${size < 1048576 ? Math.max(size / 1048576, 0.1).toFixed(1) : Math.ceil(size / 1048576)} MB`;
/* The form brings the words in the reader's language: `data-say-page="Page {number}"`. */
const say = (name, values = {}) => form.dataset[`say${name}`].replace(/\{(\w+)\}/g, (_all, key) => values[key]);

function token() {
  const signs = crypto.getRandomValues(new Uint8Array(16));
  return [...signs].map((sign) => sign.toString(16).padStart(2, "0")).join("");
}

function show(page, state, words) {
  page.state = state;
  page.row.className = `queued ${{ refused: "is-stop", broken: "is-wait" }[state] || ""}`;
  part(page.row, "state").textContent = words;
  part(page.row, "again").hidden = state !== "broken";
  part(page.row, "drop").hidden = state === "sending" || state === "added";
  page.bar.hidden = state !== "sending";
}

function number() {
  pages.forEach(({ row, bar }, place) => {
    const name = say("Page", { number: place + 1 });
    for (const label of row.querySelectorAll("[data-name]")) {
      label.textContent = label.matches("button *") ? ` ${name}` : name;
    }
    bar.setAttribute("aria-label", name);
  });
}

function add(file) {
  const row = form.querySelector("template").content.cloneNode(true).firstElementChild;
  const page = { row, once: token(), bar: row.querySelector("progress") };
  part(row, "size").textContent = megabytes(file.size);
  part(row, "drop").addEventListener("click", () => drop(page));
  page.ready = drawing = drawing.then(() => smaller(file, row.querySelector("canvas")));
  form.querySelector(".queue").append(row);
  pages.push(page);
  show(page, "waiting", say("Waiting"));
}

function drop(page) {
  pages = pages.filter((other) => other !== page);
  page.row.remove();
  number();
  tell(say("Removed"));
  form.querySelector("[name=papers]").focus();
}

/* As large as the fund keeps it: a fraction of the bytes, and no word of where it was taken. What
   this browser can't open (a PDF, often HEIC) goes as it is. */
async function smaller(file, canvas) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const { width, height } = picture;
    const scale = Math.min(1, SIDE / Math.max(width, height)), thumb = THUMB / Math.max(width, height);
    canvas.getContext("2d").drawImage(picture, (THUMB - width * thumb) / 2, (THUMB - height * thumb) / 2, width * thumb, height * thumb);
    const sheet = Object.assign(document.createElement("canvas"), { width: Math.round(width * scale), height: Math.round(height * scale) });
    const pen = sheet.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
    picture.close();
    const made = await new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.9));
    return made && made.size < file.size ? made : file;
  } catch { return file; }
}

function post(data, bar) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    let still;
    const moves = () => { clearTimeout(still); still = setTimeout(() => request.abort(), STILL); };
    request.upload.onprogress = ({ loaded, total }) => { moves(); bar.value = loaded / total; };
    request.onloadend = () => { clearTimeout(still); done(request); };
    request.responseType = "json";
    request.open("POST", form.dataset.pages);
    moves();
    request.send(data);
  });
}

async function deliver(page) {
  const file = await page.ready;
  if (file.size > form.dataset.largest) {
    return show(page, "refused", say("Large", { size: megabytes(file.size), limit: megabytes(form.dataset.largest) }));
  }
  const data = new FormData(form);
  data.delete("camera");
  data.set("papers", file, "page");
  data.set("_once", page.once);
  page.bar.value = 0;
  show(page, "sending", say("Sending"));
  const { status, response } = await post(data, page.bar);
  signedOut = status === 200 || status === 403;
  if (status === 201) show(page, "added", say("Added"));
  else if (status === 422) show(page, "refused", response.words);
  else if (signedOut) show(page, "broken", say("SignedOut"));
  else show(page, "broken", response?.words || say("Broken"));
}

/* In order: when the line breaks, the pages after that one wait for it. */
async function send() {
  if (sending) return;
  sending = true;
  if (document.activeElement.matches("[data-again]")) part(form, "said").focus(); // the button goes
  if (signedOut) await fresh();
  const due = pages.filter(({ state }) => state === "waiting" || state === "broken");
  for (const [place, page] of due.entries()) {
    tell(say("Place", { place: place + 1, total: due.length }));
    await deliver(page);
    if (page.state === "broken") break;
  }
  sending = false;
  const left = pages.filter(({ state }) => state !== "added").length;
  const added = due.filter(({ state }) => state === "added").length;
  tell(say(added === 1 ? "OneAdded" : "ManyAdded", { count: added }) + (left ? ` ${say("Left", { left })}` : ""));
  if (added) await fresh();
}

/* The page as it is now: what was added, and this session's own signs in the form. */
async function fresh() {
  try {
    const answer = await fetch(location.href, { redirect: "error" });
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("added").replaceWith(now.getElementById("added"));
    for (const { name, value } of now.querySelectorAll("form[data-pages] [type=hidden]")) form.elements[name].value = value;
    for (const { row } of pages.filter(({ state }) => state === "added")) row.remove();
    pages = pages.filter(({ state }) => state !== "added");
  } catch { /* the rows above say what is added */ }
}

if (form) {
  form.addEventListener("change", ({ target }) => {
    if (target.name === "kind") part(form, "kind").hidden = true;
    if (target.type !== "file") return;
    for (const file of target.files) add(file);
    target.value = "";
    number();
    tell(say("Chosen", { count: pages.length }));
  });
  form.addEventListener("submit", (event) => {
    if (!pages.length) return; // the server says what is missing
    event.preventDefault();
    const missing = !form.elements.kind.value;
    part(form, "kind").hidden = !missing;
    if (missing) form.elements.kind[0].focus();
    else send();
  });
  document.querySelector("[data-onward]")?.addEventListener("click", (event) => {
    if (!pages.some(({ state }) => state !== "refused" && state !== "added")) return;
    event.preventDefault();
    tell(say("NotYet"));
    part(form, "said").focus();
  });
  addEventListener("online", () => { if (pages.some(({ state }) => state === "broken")) send(); });
}
