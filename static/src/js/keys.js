// Single letters for officers: only while nobody types, only what the page shows beside its button, and whoever does
// not want them switches them off (WCAG 2.1.4). Function keys are in desk.js.

const CHOICE = "letter-keys";
const GO_ON = 1500;
let wentAt = -Infinity;

/** Press the visible control whose `aria-keyshortcuts` names the letter; walk rows with j and k; leave a field with Esc. */
export function obeyLetterKeys(document) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = isTyping(event.target);
    if (event.key === "Escape" && typing) {
      event.target.blur();
      return;
    }
    if (typing || event.repeat || event.key.length !== 1 || !areOn()) return;
    if (document.querySelector("dialog[open]")) return;
    if (document.querySelector(":popover-open") && event.key !== "?") return;
    if (goesOn(document, event)) return;
    if (event.key === "o" && openRow(document)) {
      event.preventDefault();
      return;
    }
    if (event.key === "j" || event.key === "k") {
      if (walk(document, event.key === "j" ? 1 : -1)) event.preventDefault();
      return;
    }
    const control = [...document.querySelectorAll("[aria-keyshortcuts]")].find(
      (element) => element.getAttribute("aria-keyshortcuts").split(" ").includes(event.key) && element.checkVisibility(),
    );
    if (!control || control.disabled) return;
    event.preventDefault();
    if (control.matches("input, select, textarea")) {
      control.focus();
      control.select?.();
    } else {
      control.click();
    }
  });
}

/** Offer the switch in the help and remember it on this machine. */
export function offerLetterSwitch(document) {
  const place = document.querySelector("[data-letter-keys]");
  const box = place?.querySelector("input");
  if (!box) return;
  place.hidden = false;
  box.checked = areOn();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(CHOICE, box.checked ? "on" : "off");
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    document.documentElement.dataset.letterKeys = box.checked ? "on" : "off";
  });
}

/** A scanner ends with Enter: that means "read this", not "send the form". From the search, ↓ leads into the answers. */
export function helpTheCounter(document) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[data-scanned]") && event.target.value.trim()) {
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (event.key === "ArrowDown" && event.target.matches?.("[data-choose]")) {
      const first = document.querySelector("[data-rows] tbody a");
      if (first) {
        event.preventDefault();
        first.focus();
      }
    }
  });
  document.addEventListener("htmx:afterSettle", () => {
    const next = document.querySelector("[data-take-focus] input");
    // What an earlier dossier said is typed over, not added to.
    next?.focus();
    next?.select();
    document.querySelector("[data-take-focus]")?.removeAttribute("data-take-focus");
  });
}

function areOn() {
  const here = document.documentElement.dataset.letterKeys;
  if (here) return here === "on";
  try {
    return localStorage.getItem(CHOICE) !== "off";
  } catch {
    return true;
  }
}

function isTyping(element) {
  if (element.isContentEditable) return true;
  if (element.matches?.("select, textarea")) return true;
  return Boolean(element.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])"));
}

/** After `g` a letter opens a page of the menu; say whether this key was part of that. */
function goesOn(document, event) {
  const isSecond = event.timeStamp - wentAt < GO_ON;
  wentAt = !isSecond && event.key === "g" ? event.timeStamp : -Infinity;
  const link = isSecond && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
  return Boolean(link) || wentAt > 0;
}

/** Open the row in which the focus is. */
function openRow(document) {
  const link = document.activeElement?.closest?.("[data-rows] tbody tr")?.querySelector("a");
  link?.click();
  return Boolean(link);
}

function walk(document, step) {
  const links = [...document.querySelectorAll("[data-rows] tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
  if (!links.length) return false;
  const row = document.activeElement?.closest?.("[data-rows] tbody tr");
  const at = row ? links.findIndex((link) => row.contains(link)) : step > 0 ? -1 : links.length;
  const next = links[Math.max(0, Math.min(links.length - 1, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}
