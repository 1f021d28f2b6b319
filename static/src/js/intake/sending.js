// Sends the intake form without leaving the page: when the network is cut, the form stays, says so, and is sent again
// under the same key, which makes one dossier of however many attempts.

import { forget } from "./backup.js";

const PATIENCE = 60_000;
const PAUSES = [2, 3, 5, 8, 13, 20];

/** Send a form when it is submitted; `show` puts a page with the server's objections in its place. */
export function sendSafely(form, show) {
  const notice = document.querySelector("[data-unsent]");
  const words = notice.querySelector("[data-unsent-words]").dataset;
  let body = null;
  let tries = 0;
  let timer = 0;
  let isUnderWay = false;

  form.addEventListener("submit", (event) => {
    if (event.submitter?.name) return;
    event.preventDefault();
    if (body) return;
    body = new FormData(form);
    tries = 0;
    setBusy(form, true);
    attempt();
  });
  notice.querySelector("[data-unsent-again]").addEventListener("click", again);
  notice.querySelector("[data-unsent-edit]").addEventListener("click", edit);
  addEventListener("online", () => body && timer && again());
  addEventListener("beforeunload", (event) => body && !notice.hidden && event.preventDefault());

  /** Send once; of two attempts at the same moment the later one would be told that the dossier is here already. */
  async function attempt() {
    if (isUnderWay) return;
    isUnderWay = true;
    clearTimeout(timer);
    timer = 0;
    tries += 1;
    const sent = body;
    const answer = await send(sent);
    const slip = answer?.headers.get("Location");
    if (answer?.ok && slip) return arrive(sent, slip, { isKnown: answer.status === 200 });
    isUnderWay = false;
    // Who edits meanwhile has taken back what was sent, and perhaps sent it anew already.
    if (body === sent) obey(answer);
    else if (body) attempt();
  }

  /** Send what there is to send; return the answer, null where none comes, undefined where nobody is signed in. */
  async function send(sent) {
    try {
      // Meanwhile somebody may have signed in anew, and the page's token be an old one.
      if (tries > 1 && !(await renewToken(sent))) return undefined;
      const answer = await ask({ method: "POST", body: sent, headers: { Prefer: "return=minimal" } });
      answer.page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return answer;
    } catch {
      return null;
    }
  }

  function obey(answer) {
    if (answer === null) wait("network");
    else if (answer === undefined) wait("signedOut", { isFinal: true });
    else if (answer.status === 413) wait("tooLarge", { isFinal: true });
    else if (answer.status >= 500) wait("server");
    else if (!answer.page.querySelector("form[data-safe-send]")) wait("signedOut", { isFinal: true });
    else {
      body = null;
      show(answer.page);
    }
  }

  async function arrive(sent, slip, { isKnown }) {
    await forget(sent.get("key"));
    notice.hidden = true;
    location.assign(isKnown ? `${slip}?lai=1` : slip);
  }

  /** Say what holds it up; what was sent is what stays on the page, so it rests until it is sent or taken back. */
  function wait(why, { isFinal = false } = {}) {
    notice.querySelector("[data-unsent-title]").textContent = words[why];
    notice.querySelector("[data-unsent-text]").textContent = words[`${why}Text`] ?? words.networkText;
    const time = new Date().toLocaleTimeString(document.documentElement.lang);
    notice.querySelector("[data-unsent-tries]").textContent = words.tries
      .replace("{count}", tries)
      .replace("{time}", time);
    notice.querySelector("[data-unsent-sign-in]").hidden = why !== "signedOut";
    form.inert = true;
    if (notice.hidden) {
      notice.hidden = false;
      notice.focus();
    }
    if (!isFinal) timer = setTimeout(attempt, 1000 * PAUSES[Math.min(tries, PAUSES.length) - 1]);
  }

  function again() {
    if (body && !notice.hidden) attempt();
  }

  function edit() {
    clearTimeout(timer);
    timer = 0;
    body = null;
    notice.hidden = true;
    setBusy(form, false);
    form.querySelector("[aria-keyshortcuts='F8']").focus();
  }
}

/** Put the token of the page as it would be now into a form; false where its clerk is signed out. */
async function renewToken(body) {
  const answer = await ask({ cache: "no-store" });
  if (answer.type === "opaqueredirect") return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("form[data-safe-send] [name=csrfmiddlewaretoken]");
  if (!answer.ok || !token) throw new Error("no form");
  body.set("csrfmiddlewaretoken", token.value);
  return true;
}

function ask(options) {
  return fetch(location.href, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });
}

function setBusy(form, isBusy) {
  form.inert = isBusy;
  const button = form.querySelector("[aria-keyshortcuts='F8']");
  button.toggleAttribute("aria-busy", isBusy);
  button.disabled = isBusy;
  if (isBusy) button.dataset.idle = button.innerHTML;
  if (isBusy) button.textContent = button.dataset.busyLabel;
  else button.innerHTML = button.dataset.idle;
}
