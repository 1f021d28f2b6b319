// What somebody types into a draft is kept: sent in passing while they type, held on the device while there is no connection.
// Without this file the button keeps everything. The words that are said stand on the page.

const WAIT = 1200;
const RETRY = 15_000;
const KEPT_DAYS = 7;
const STORE = "mot-cua:";
const OWN = new Set(["csrfmiddlewaretoken", "seen", "more"]);

/** Keep every form of the page that asks for it, and forget what was kept when somebody signs out. */
export function keepDrafts(document) {
  document.querySelectorAll("form[data-autosave]").forEach(keep);
  document.addEventListener("submit", (event) => {
    const path = new URL(event.target.action, location).pathname;
    if (path.includes("dang-xuat") || path.includes("logout")) forgetAll();
  });
  document.querySelector("[data-autosave-drop]")?.addEventListener("click", () => forgetAll(location.pathname));
  document.querySelector("form[data-autosave-settled]")?.addEventListener("submit", () => forgetAll(location.pathname));
}

function keep(form) {
  const key = STORE + location.pathname;
  const place = form.querySelector("[data-autosave-said]");
  const seen = form.elements.namedItem("seen");
  let isChanged = false;
  let isSending = false;
  let isStopped = false;
  let timer;

  const say = (words, state) => {
    place.textContent = words;
    place.dataset.state = state;
  };

  const note = () => {
    isChanged = true;
    store(key, { at: Date.now(), seen: seen.value, typed: typedIn(form) });
    plan(WAIT);
  };

  const plan = (delay) => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(send, delay);
  };

  async function send() {
    if (isSending || isStopped || !isChanged) return;
    isSending = true;
    isChanged = false;
    say(place.dataset.saving, "saving");
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Prefer: "return=minimal" },
        redirect: "manual",
      });
      await heed(answer);
    } catch {
      lost();
    }
    isSending = false;
    if (isChanged && !isStopped) plan(place.dataset.state === "offline" ? RETRY : WAIT);
  }

  async function heed(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      isChanged = true;
      isStopped = true;
      say(place.dataset.expired, "expired");
    } else if (answer.status === 409) {
      isStopped = true;
      say((await answer.json()).words, "conflict");
    } else if (answer.ok) {
      const kept = await answer.json();
      seen.value = kept.seen;
      if (!isChanged) localStorage.removeItem(key);
      say(kept.words, "saved");
    } else {
      lost();
    }
  }

  function lost() {
    isChanged = true;
    say(place.dataset.offline, "offline");
  }

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  addEventListener("online", () => plan(0));
  addEventListener("offline", () => isChanged && lost());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (navigator.onLine || event.defaultPrevented) return;
    event.preventDefault();
    note();
    lost();
    place.scrollIntoView({ block: "center" });
  });

  const held = read(key);
  if (!held) return;
  if (same(held.typed, typedIn(form))) {
    localStorage.removeItem(key);
    return;
  }
  // What another device saved meanwhile differs from what was seen then: the server will say so, and overwrite nothing.
  seen.value = held.seen;
  fill(form, held.typed);
  isChanged = true;
  say(place.dataset.restored, "restored");
  plan(0);
}

function typedIn(form) {
  return [...new FormData(form)].filter(([name]) => !OWN.has(name)).map(([name, value]) => [name, String(value)]);
}

function fill(form, typed) {
  const given = new Map(typed);
  for (const element of form.elements) {
    if (!element.name || OWN.has(element.name) || element.disabled) continue;
    if (element.type === "radio" || element.type === "checkbox") element.checked = given.get(element.name) === element.value;
    else if (given.has(element.name)) element.value = given.get(element.name);
  }
  form.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
}

function same(one, other) {
  const plain = (typed) => JSON.stringify(typed.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
  return plain(one) === plain(other);
}

function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still sends.
  }
}

function read(key) {
  try {
    const held = JSON.parse(localStorage.getItem(key));
    if (held && Date.now() - held.at < KEPT_DAYS * 86_400_000) return held;
    localStorage.removeItem(key);
  } catch {
    // What cannot be read was not ours.
  }
  return null;
}

function forgetAll(path = "") {
  for (const key of Object.keys(localStorage)) if (key.startsWith(STORE + path)) localStorage.removeItem(key);
}

/** A question under a condition shows while the answer that it hangs on is given. */
export function showWhatIsAsked(document) {
  const look = () => {
    for (const part of document.querySelectorAll("[data-shown-if]")) {
      const form = part.closest("form");
      const given = new FormData(form).get(part.dataset.shownIf);
      const hangs = form.elements.namedItem(part.dataset.shownIf);
      const control = hangs instanceof RadioNodeList ? hangs[0] : hangs;
      const isAsked = !control?.closest("[data-shown-if][hidden]");
      part.hidden = !(isAsked && part.dataset.shownFor.split("|").includes(given));
    }
  };
  if (!document.querySelector("[data-shown-if]")) return;
  look();
  document.addEventListener("change", look);
  document.addEventListener("filled", look);
}
