// A file that is chosen is sent at once, with its progress; what is lost on the way is kept and sent again.
// Without this file the button of the form sends it.

const HEADERS = { Prefer: "return=representation" };

/** Send what is chosen in `form[data-upload]`, and put the paper that comes back in its place. */
export function sendPapers(document) {
  document.addEventListener("change", (event) => {
    const input = event.target;
    const form = input.type === "file" && input.closest("form[data-upload]");
    if (!form || !input.files.length) return;
    // What is empty or too large was refused before: then nothing is chosen any more.
    for (const file of [...input.files]) enqueue(form, input.name, file);
    input.value = "";
  });
}

const queues = new WeakMap();

function enqueue(form, name, file) {
  const paper = form.closest("[data-paper]");
  const queue = queues.get(paper) ?? { files: [], refused: [] };
  queues.set(paper, queue);
  if (!queue.files.length) queue.refused = [];
  queue.files.push({ name, file });
  if (queue.files.length === 1) next(paper);
}

function next(paper) {
  const queue = queues.get(paper);
  const form = paper.querySelector("form[data-upload]");
  if (!queue?.files.length || !form) return;
  transmit(paper, form, queue.files[0]);
}

function transmit(paper, form, { name, file }) {
  const bar = progressOf(form, file);
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("paper", form.elements.paper.value);
  body.append(name, file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", location.pathname);
  for (const [header, value] of Object.entries(HEADERS)) request.setRequestHeader(header, value);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => {
    if ((request.status === 200 || request.status === 422) && request.responseText.includes("data-paper")) arrived(paper, request);
    else if (request.status >= 500 || request.status === 429) lost(paper, form, file);
    else say(form, form.dataset.expired);
  });
  request.addEventListener("error", () => lost(paper, form, file));
  request.addEventListener("abort", () => lost(paper, form, file));
  request.send(body);
}

/** The paper as the server has it now; what still waits in its queue goes on, and every refusal stays to be read. */
function arrived(paper, request) {
  const fresh = document.createElement("template");
  fresh.innerHTML = request.responseText.trim();
  const now = fresh.content.firstElementChild;
  const queue = queues.get(paper);
  queue.files.shift();
  queues.set(now, queue);
  const refused = now.querySelector(".field__error");
  const place = now.querySelector("[data-upload-progress]");
  for (const words of queue.refused) place.before(refusal(words));
  if (refused) queue.refused.push(refused.textContent);
  paper.replaceWith(now);
  const said = document.querySelector("[data-papers-said]");
  if (said) said.textContent = refused?.textContent ?? now.dataset.said ?? "";
  if (!queue.files.length) {
    const goes = refused ? refused.closest(".field")?.querySelector("input") : now.querySelector(".files__file:last-child .files__name a");
    goes?.focus();
  }
  next(now);
}

function refusal(text) {
  const words = document.createElement("p");
  words.className = "field__error";
  words.textContent = text;
  return words;
}

function progressOf(form, file) {
  const place = form.querySelector("[data-upload-progress]");
  place.hidden = false;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", form.dataset.sending.replace("%s", file.name));
  const words = document.createElement("p");
  words.className = "small";
  words.textContent = form.dataset.sending.replace("%s", file.name);
  place.replaceChildren(words, bar);
  return bar;
}

function lost(paper, form, file) {
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button button--small";
  again.textContent = form.dataset.retry;
  const retry = () => {
    removeEventListener("online", retry);
    if (paper.isConnected) next(paper);
  };
  again.addEventListener("click", retry, { once: true });
  addEventListener("online", retry);
  say(form, form.dataset.lost.replace("%s", file.name), again);
}

function say(form, text, ...more) {
  const place = form.querySelector("[data-upload-progress]");
  place.hidden = false;
  const words = refusal(text);
  words.setAttribute("role", "alert");
  place.replaceChildren(words, ...more);
}
