// Fills the intake form by keys and by what is dropped on it: the same buttons ask the server where there are no scripts.

const CARD = /\d{12}\|[^|]*\|[^|]+\|\d{0,8}\|.*/su;

/** Obey the buttons that fill in, the letters of the checklist, scans that are dropped, and a card scanned elsewhere. */
export function fillInPlace(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-in-place]");
    const fill = button && { receive_all: receiveAll, take_fees: takeFees }[button.name];
    if (!fill) return;
    event.preventDefault();
    fill(form);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") return keepScannerIn(form, event);
    if (event.target.matches("[data-paper] select")) choosePaper(form, event);
  });
  form.addEventListener("input", () => tellTotal(form));
  form.addEventListener("change", () => tellTotal(form));
  form.addEventListener("dragover", (event) => event.target.closest("[data-paper]") && event.preventDefault());
  form.addEventListener("drop", (event) => takeScans(form, event));
  form.querySelectorAll("[data-with-scripts]").forEach((hint) => (hint.hidden = false));
  tellTotal(form);
}

function receiveAll(form) {
  for (const row of form.querySelectorAll("[data-paper][data-always]")) {
    const select = row.querySelector("select");
    select.value ||= row.dataset.usual;
  }
  form.querySelector("[data-paper] select")?.focus();
}

function takeFees(form) {
  form.querySelectorAll("[data-fee][data-always] [type=checkbox]").forEach((box) => (box.checked = true));
  form.querySelector("[data-fee] [type=checkbox]")?.focus();
}

/** n: received, x: shown, t: missing; on to the next paper. */
function choosePaper(form, event) {
  const row = event.target.closest("[data-paper]");
  const value = { n: row.dataset.usual, x: "shown", t: "" }[event.key.toLowerCase()];
  if (value === undefined) return;
  event.preventDefault();
  event.target.value = value;
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
  const all = [...form.querySelectorAll("[data-paper] select")];
  all[all.indexOf(event.target) + 1]?.focus();
}

/** A scanner ends with Enter: its field sends nothing, and a card that was scanned into another field goes to its own. */
function keepScannerIn(form, event) {
  const field = event.target;
  if (!field.matches("input[type=text], input[type=tel], input[type=email], textarea, input:not([type])")) return;
  const card = form.querySelector("[data-card]");
  if (field === card) {
    event.preventDefault();
    return;
  }
  const scanned = CARD.exec(field.value)?.[0];
  if (!scanned) return;
  event.preventDefault();
  field.value = field.value.replace(scanned, "").trim();
  card.value = scanned;
  card.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Several scans that are dropped on one paper go to this one and to those after it, in their order. */
function takeScans(form, event) {
  const row = event.target.closest("[data-paper]");
  if (!row || !event.dataTransfer.files.length) return;
  event.preventDefault();
  const rows = [...form.querySelectorAll("[data-paper]")];
  const from = rows.indexOf(row);
  [...event.dataTransfer.files].forEach((file, place) => {
    const input = rows[from + place]?.querySelector("[type=file]");
    if (!input) return;
    const brought = new DataTransfer();
    brought.items.add(file);
    input.files = brought.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function tellTotal(form) {
  const place = form.querySelector("[data-fees-total]");
  if (!place) return;
  const total = [...form.querySelectorAll("[data-fee]")].reduce((sum, row) => {
    if (!row.querySelector("[type=checkbox]").checked) return sum;
    const typed = row.querySelector("[name$='-amount']")?.value.replace(/[. ]/g, "");
    const quantity = Number(row.querySelector("[name$='-quantity']").value) || 1;
    return sum + (Number(typed) || Number(row.dataset.amount) * quantity || 0);
  }, 0);
  const words = total ? place.dataset.words.replace("{total}", total.toLocaleString("vi")) : "";
  if (place.textContent !== words) place.textContent = words;
}
