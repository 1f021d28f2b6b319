// What a clerk has typed and not sent, kept in this browser until it is sent: a tab that crashes loses nothing. It is
// kept for one person, for half a day, and forgotten with the slip and at sign-out.

const BASE = "mot-cua-quay";
const STORE = "forms";
const HOURS_KEPT = 12;
const WAIT_FOR_ANSWERS = 200;
const NEVER_KEPT = new Set(["csrfmiddlewaretoken", "card"]);

/** Keep a form as it is now. */
export async function keep(form) {
  const parts = [...new FormData(form)].filter(([name]) => !NEVER_KEPT.has(name));
  const isFile = ([, value]) => value instanceof File;
  await act("readwrite", (store) =>
    store.put({
      key: keyOf(form),
      owner: form.dataset.owner,
      about: form.dataset.about,
      path: location.pathname,
      at: Date.now(),
      fields: parts.filter((part) => !isFile(part)),
      files: parts.filter((part) => isFile(part) && part[1].size),
    }),
  );
}

/** Forget what was sent. */
export function forget(key) {
  return act("readwrite", (store) => store.delete(key));
}

/** Forget everything that was typed in this browser. */
export function forgetAll() {
  try {
    indexedDB.deleteDatabase(BASE);
  } catch {
    // A browser without storage has kept nothing.
  }
}

/** Return the newest form for this page that its clerk left behind; what is old or another's is forgotten. */
export async function leftBehind(form) {
  const all = (await act("readonly", (store) => store.getAll())) ?? [];
  const isStale = (one) => one.owner !== form.dataset.owner || Date.now() - one.at > HOURS_KEPT * 3_600_000;
  for (const one of all.filter(isStale)) await forget(one.key);
  const mine = all.filter((one) => !isStale(one) && one.path === location.pathname && one.key !== keyOf(form));
  const open = mine.length ? await openElsewhere() : new Set();
  return mine.filter((one) => !open.has(one.key)).sort((a, b) => b.at - a.at)[0];
}

/** Write into a form what was kept, with its key: if it did arrive, the server knows it again. */
export function restore(form, kept) {
  for (const control of form.elements) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = false;
  }
  for (const [name, value] of kept.fields) {
    for (const control of controlsNamed(form, name)) {
      if (control.type === "checkbox" || control.type === "radio") control.checked ||= control.value === value;
      else if (control.type !== "submit") control.value = value;
    }
  }
  for (const [name, file] of kept.files) {
    const brought = new DataTransfer();
    brought.items.add(file);
    for (const control of controlsNamed(form, name)) control.files = brought.files;
  }
}

/** Answer other tabs that ask which forms are open, so that they do not offer this one. */
export function sayOpen(form) {
  if (!globalThis.BroadcastChannel) return;
  const channel = new BroadcastChannel(BASE);
  channel.addEventListener("message", ({ data }) => data === "who" && channel.postMessage(keyOf(form)));
}

function openElsewhere() {
  if (!globalThis.BroadcastChannel) return Promise.resolve(new Set());
  const channel = new BroadcastChannel(BASE);
  const keys = new Set();
  channel.addEventListener("message", ({ data }) => data !== "who" && keys.add(data));
  channel.postMessage("who");
  return new Promise((tell) =>
    setTimeout(() => {
      channel.close();
      tell(keys);
    }, WAIT_FOR_ANSWERS),
  );
}

function keyOf(form) {
  return form.elements.namedItem("key").value;
}

function controlsNamed(form, name) {
  return [...form.elements].filter((control) => control.name === name);
}

/** Do one thing with the store; a browser without storage keeps nothing, and nothing else changes. */
async function act(mode, what) {
  let base;
  try {
    base = await opened();
    return await done(what(base.transaction(STORE, mode).objectStore(STORE)));
  } catch {
    return undefined;
  } finally {
    // An open base would hold up whoever signs out.
    base?.close();
  }
}

function opened() {
  const asked = indexedDB.open(BASE, 1);
  asked.addEventListener("upgradeneeded", () => asked.result.createObjectStore(STORE, { keyPath: "key" }));
  return done(asked);
}

function done(request) {
  return new Promise((tell, fail) => {
    request.addEventListener("success", () => tell(request.result));
    request.addEventListener("error", () => fail(request.error));
  });
}
