// Suggestions under a search field: ↓ leads into them, ↑ back, Escape puts them away. They are links that the server
// found; how many there are is said to those who do not see them.

const FIELD = "[data-suggestions-field]";
const PLACE = ".search__suggestions";

/** Walk from the field through the suggestions and back; they show while somebody types and go when the search is left. */
export function walkSuggestions(document) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return;
    const form = event.target.closest?.("form");
    const place = form?.querySelector(PLACE);
    const stops = place ? [form.querySelector(FIELD), ...place.querySelectorAll("a")] : [];
    const at = stops.indexOf(event.target);
    if (at < 0 || stops.length === 1) return;
    const next = event.key === "Escape" ? stops[0] : stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    place.hidden = event.key === "Escape";
    next.focus();
  });
  document.addEventListener("input", (event) => {
    const place = event.target.matches?.(FIELD) && event.target.form.querySelector(PLACE);
    if (place) place.hidden = false;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const told = event.target.matches?.(PLACE) && event.target.closest("form").querySelector("[role=status]");
    if (told) told.textContent = event.target.querySelector("[data-told]")?.dataset.told ?? "";
  });
  for (const leaving of ["focusin", "click"]) {
    document.addEventListener(leaving, (event) => {
      for (const place of document.querySelectorAll(PLACE)) {
        if (!place.closest("form").contains(event.target)) place.hidden = true;
      }
    });
  }
}
