// The intake form of the counter. Without this file it is sent as every form is, and the browser keeps what was typed.

import { forget, forgetAll, keep, leftBehind, restore, sayOpen } from "./intake/backup.js";
import { fillInPlace } from "./intake/filling.js";
import { sendSafely } from "./intake/sending.js";

const MOMENT_OF_REST = 400;

/** Make the intake form of a page safe and quick; `enliven` lets what is put into the page later work as well. */
export function tendIntake(document, enliven) {
  forgetAtSignOut(document);
  const form = document.querySelector("form[data-safe-send]");
  if (!form) return;
  prepare(form, enliven);
  offerLeftBehind(form);
  sayWhenScanFails(document);
}

function prepare(form, enliven) {
  fillInPlace(form);
  sendSafely(form, (page) => show(page, enliven));
  let resting = 0;
  const keepSoon = () => {
    clearTimeout(resting);
    delete form.dataset.kept;
    resting = setTimeout(async () => {
      if (!form.isConnected || form.inert) return;
      await keep(form);
      form.dataset.kept = "yes";
    }, MOMENT_OF_REST);
  };
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("htmx:afterSettle", keepSoon);
  form.addEventListener("submit", (event) => {
    clearTimeout(resting);
    if (event.defaultPrevented) keep(form);
  });
  sayOpen(form);
}

/** Put the page with the server's objections in the place of this one; what was sent stands in it. */
function show(page, enliven) {
  const main = document.querySelector("main");
  main.replaceWith(document.adoptNode(page.querySelector("main")));
  document.title = page.title;
  prepare(document.querySelector("form[data-safe-send]"), enliven);
  enliven(document.querySelector("main"));
  scrollTo(0, 0);
  document.querySelector("[data-error-summary]")?.focus();
}

async function offerLeftBehind(form) {
  const kept = await leftBehind(form);
  const offer = document.querySelector("[data-left-behind]");
  if (!kept || !offer) return;
  const text = offer.querySelector("[data-left-behind-text]");
  const time = new Date(kept.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  text.textContent = text.dataset.words.replace("{about}", kept.about).replace("{time}", time);
  offer.hidden = false;
  offer.querySelector("[data-left-behind-take]").addEventListener("click", () => {
    restore(form, kept);
    offer.hidden = true;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    form.querySelector("[name=name]").focus();
  });
  offer.querySelector("[data-left-behind-drop]").addEventListener("click", () => {
    forget(kept.key);
    offer.hidden = true;
    form.querySelector("[data-card]").focus();
  });
}

function sayWhenScanFails(document) {
  document.addEventListener("htmx:sendError", (event) => {
    const place = event.target.closest?.("#applicant")?.querySelector("[role=status]");
    if (place) place.textContent = document.querySelector("[data-unsent-words]").dataset.scan;
  });
}

function forgetAtSignOut(document) {
  document.addEventListener("submit", (event) => event.target.matches("[data-sign-out]") && forgetAll());
}
