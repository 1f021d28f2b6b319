// Keys for officers. Only function keys and Ctrl combinations: a single letter would act while someone types Vietnamese
// with an input method, and WCAG 2.1.4 asks that letters can be switched off.

/** Press or focus whatever visible control names the key in `aria-keyshortcuts`. */
export function obeyFunctionKeys(document) {
  document.addEventListener("keydown", (event) => {
    const pressed = name(event);
    if (!pressed || event.repeat) return;
    const controls = [...document.querySelectorAll("[aria-keyshortcuts]")];
    const control = controls.find(
      (element) => element.getAttribute("aria-keyshortcuts").split(" ").includes(pressed) && element.checkVisibility(),
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

function name(event) {
  const isFunctionKey = /^F\d{1,2}$/.test(event.key);
  if (!isFunctionKey && !event.ctrlKey) return "";
  return [event.ctrlKey && "Control", event.altKey && "Alt", event.shiftKey && "Shift", event.key].filter(Boolean).join("+");
}

/** In a table marked `data-rows`, the up and down arrows move from row to row along their first links. */
export function moveThroughRows(document) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const row = event.target.matches?.("a, button, [type=checkbox]") && event.target.closest("[data-rows] tbody tr");
    const next = row && (event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling);
    const place = event.target.matches?.("[type=checkbox]") ? "[type=checkbox]" : "a, button";
    const link = next && next.querySelector(place);
    if (!link) return;
    event.preventDefault();
    link.focus();
  });
}
