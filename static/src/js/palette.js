// The command palette (Ctrl+K): the page /lenh/ as a dialog. The server finds; here is only the list box: ↑ ↓ choose,
// Enter opens, Escape closes (WAI-ARIA combobox with a list).

const PAUSE = 120;

/** Open the palette in place of the page to which its link leads. */
export function openPalette(document) {
  const link = document.querySelector("[data-palette]");
  const dialog = document.getElementById("palette");
  if (!link || !dialog?.showModal) return;
  const form = dialog.querySelector("form");
  const field = dialog.querySelector("[role=combobox]");
  const list = dialog.querySelector("[role=listbox]");
  const said = dialog.querySelector("[role=status]");
  let waiting;
  let asked = 0;

  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    field.value = "";
    dialog.showModal();
    field.focus();
    find();
  });
  // Escape closes a dialog by itself; a click beside it does the same.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Somebody who types and presses Enter at once means what they typed.
    clearTimeout(waiting);
    if (list.dataset.found !== field.value) await find();
    const option = current();
    if (option) location.assign(option.dataset.url);
  });

  async function find() {
    const text = field.value;
    const mine = ++asked;
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address, { headers: { "X-Palette": "1" } }).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    list.innerHTML = await answer.text();
    list.dataset.found = text;
    said.textContent = list.querySelector("[data-told]")?.dataset.told ?? "";
    select(options()[0]);
  }

  function options() {
    return [...list.querySelectorAll("[role=option]")];
  }

  function current() {
    return list.querySelector("[aria-selected=true]");
  }

  function choose(step) {
    const all = options();
    if (all.length) select(all[(all.indexOf(current()) + step + all.length) % all.length]);
  }

  function select(option) {
    current()?.setAttribute("aria-selected", "false");
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
}
