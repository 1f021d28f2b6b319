// The line under the stages of a process: how much of the time limit is shared out. It hints; the server judges, by the
// rule of procedures/records/minutes.py.

const DAY = 480;
const MINUTES = {
  working_day: (amount) => amount * DAY,
  working_hour: (amount) => amount * 60,
  same_day: () => DAY,
  month: (amount) => amount * 22 * DAY,
  calendar_day: (amount) => Math.max(1, Math.floor((amount * 5) / 7)) * DAY,
};

/** Keep the line true while somebody types. */
export function tellTheBudget(document) {
  const tell = () => {
    const allowed = allowedMinutes(document);
    document.querySelectorAll("[data-budget]").forEach((budget) => show(budget, spentMinutes(budget), allowed));
  };
  if (!document.querySelector("[data-budget]")) return;
  document.addEventListener("input", tell);
  document.addEventListener("change", tell);
}

/** The shortest of the first limits of the ways that are offered. */
function allowedMinutes(document) {
  const offered = [...document.querySelectorAll("input[name=channels]:checked")].map((box) => box.value);
  const usual = offered.map((channel) => {
    const row = [...document.querySelectorAll("#limits > [data-rows-list] > [data-row]")].find((limit) => {
      const box = limit.querySelector(`input[name$="-channels"][value="${channel}"]`);
      return box.checked && valueOf(limit, "unit");
    });
    const unit = row && valueOf(row, "unit");
    const amount = row && Number(valueOf(row, "amount").replace(",", "."));
    return unit && (amount || unit === "same_day") ? Math.round(MINUTES[unit](amount)) : Infinity;
  });
  return Math.min(...usual);
}

function spentMinutes(budget) {
  const rows = [...budget.parentElement.querySelectorAll('[data-editable-rows$="-stages"] > [data-rows-list] > [data-row]')];
  const number = (row, name) => Number(valueOf(row, name)) || 0;
  return rows.reduce((sum, row) => sum + number(row, "days") * DAY + number(row, "hours") * 60 + number(row, "minutes"), 0);
}

function valueOf(row, name) {
  return row.querySelector(`[name$="-${name}"]`)?.value.trim() ?? "";
}

function show(budget, spent, allowed) {
  const line = budget.querySelector("[data-budget-line]");
  const isKnown = Number.isFinite(allowed);
  const words = isKnown ? line.dataset.words : line.dataset.wordsWithout;
  const text = words.replace("{spent}", inWords(spent, line.dataset)).replace("{allowed}", isKnown ? inWords(allowed, line.dataset) : "");
  if (line.textContent === text) return;
  line.textContent = text;
  const tone = isKnown ? (spent === allowed ? "ok" : "warn") : "neutral";
  line.classList.remove("badge--ok", "badge--warn", "badge--neutral");
  line.classList.add(`badge--${tone}`);
}

function inWords(minutes, words) {
  const days = Math.floor(minutes / DAY);
  const hours = Math.floor((minutes % DAY) / 60);
  const rest = minutes % 60;
  const parts = [
    days && `${days} ${words.day}`,
    hours && `${hours} ${words.hour}`,
    rest && !days && `${rest} ${words.minute}`,
  ];
  return parts.filter(Boolean).join(" ") || `0 ${words.minute}`;
}
