/** Show the print buttons, which could do nothing without scripts, and let them print. */
export function offerPrinting(document) {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  document.addEventListener("click", (event) => event.target.closest?.("[data-print]") && print());
}
