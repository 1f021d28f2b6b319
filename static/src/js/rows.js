// Rows of a form that are added, dropped and moved at once. Without this file the same buttons send the form, and the
// server does the same. A row is its markup: its fields keep their names, and only its place in the page changes.

const BLANK = "blank";

/** Obey the buttons “add”, “drop”, “up” and “down” of editable rows; every other button goes to the server. */
export function editRows(document) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[name=edit]");
    const rows = button?.closest("[data-editable-rows]");
    if (!rows) return;
    const [verb] = button.value.split(" ");
    const act = { add, drop, up, down }[verb];
    if (!act) return;
    event.preventDefault();
    act(rows, button.closest("[data-row]"), button);
    renumber(rows);
    rows.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function add(rows) {
  const name = rows.dataset.editableRows;
  const list = rows.querySelector(":scope > [data-rows-list]");
  const taken = [...list.querySelectorAll(`:scope > [data-row] > input[name="${name}"]`)];
  const key = `n${1 + Math.max(0, ...taken.map((input) => Number(input.value.replace(/\D/g, ""))))}`;
  const template = rows.querySelector(":scope > template");
  const fresh = document.createElement("template");
  // Also inside the templates of rows within the row: their names begin with this one.
  fresh.innerHTML = template.innerHTML.replaceAll(`${name}-${BLANK}`, `${name}-${key}`);
  const row = fresh.content.firstElementChild;
  row.querySelector(`:scope > input[name="${name}"]`).value = key;
  list.append(row);
  (firstField(row) ?? row).focus();
  say("added");
}

function drop(rows, row) {
  const near = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  const place = near && firstField(near) ? firstField(near) : rows.querySelector(":scope > .actions button");
  place?.focus();
  say("dropped");
}

function up(_rows, row, button) {
  move(row, button, () => row.previousElementSibling?.before(row));
}

function down(_rows, row, button) {
  move(row, button, () => row.nextElementSibling?.after(row));
}

function move(row, button, act) {
  act();
  button.focus();
  row.scrollIntoView({ block: "nearest" });
  say("moved");
}

function firstField(row) {
  return [...row.querySelectorAll("input, select, textarea")].find((field) => field.type !== "hidden" && field.checkVisibility());
}

function renumber(rows) {
  const list = rows.querySelector(":scope > [data-rows-list]");
  [...list.children].forEach((row, place) => {
    row.querySelector("[data-row-number]").textContent = place + 1;
  });
}

function say(what) {
  const place = document.querySelector("[data-rows-said]");
  if (!place) return;
  place.textContent = "";
  // Said anew, also where the same was said before.
  setTimeout(() => (place.textContent = place.dataset[what]), 50);
}

/** Whoever leaves a form with something typed and not sent is asked first. */
export function guardWhatIsTyped(document) {
  const form = document.querySelector("form[data-warn-unsaved]");
  if (!form) return;
  let isTyped = form.dataset.warnUnsaved === "typed";
  form.addEventListener("input", () => (isTyped = true));
  form.addEventListener("change", () => (isTyped = true));
  form.addEventListener("submit", () => (isTyped = false));
  addEventListener("beforeunload", (event) => isTyped && event.preventDefault());
}
