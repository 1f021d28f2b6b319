// Listeners sit on the document, so that fragments brought by htmx are covered without being told.

/** A form that posts is sent once; the button says so. Coming back to the page makes it usable again. */
export function guardAgainstSecondPress(document) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.target === "_blank") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    // After this turn, because a disabled button would not send its own name and value.
    setTimeout(() => buttonsOf(form).forEach(makeBusy), 0);
  });
  addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form[data-sending]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => release(event.target.closest?.("form[data-sending]")));
}

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

function makeBusy(button) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busyLabel) {
    button.dataset.idleLabel = button.textContent;
    button.textContent = button.dataset.busyLabel;
  }
}

function release(form) {
  if (!form) return;
  delete form.dataset.sending;
  for (const button of buttonsOf(form)) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    if (button.dataset.idleLabel) button.textContent = button.dataset.idleLabel;
    delete button.dataset.idleLabel;
  }
}

/** An empty or oversized file is refused at once, in the words that the page brought; the server checks again. */
export function checkFilesBeforeSending(document) {
  document.addEventListener("change", (event) => {
    const input = event.target;
    const field = input.type === "file" && input.closest("[data-max-megabytes]");
    if (!field) return;
    const limit = Number(field.dataset.maxMegabytes) * 1024 * 1024;
    const files = [...input.files];
    const trouble = files.some((file) => file.size > limit)
      ? field.dataset.tooLarge
      : files.some((file) => file.size === 0)
        ? field.dataset.empty
        : "";
    showTrouble(field, input, trouble);
    if (trouble) input.value = "";
  });
}

function showTrouble(field, input, words) {
  const id = `${input.id}_error`;
  let message = document.getElementById(id);
  field.classList.toggle("field--wrong", Boolean(words));
  if (!words) {
    message?.remove();
    input.removeAttribute("aria-invalid");
    return;
  }
  if (!message) {
    message = document.createElement("p");
    message.id = id;
    message.className = "field__error";
    input.before(message);
  }
  message.setAttribute("role", "alert");
  message.textContent = words;
  input.setAttribute("aria-invalid", "true");
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  if (!described.includes(id)) input.setAttribute("aria-describedby", [...described, id].join(" "));
}

/** The error summary takes focus (on a whole page by its own `autofocus`); a line of it leads into the field, for a group to its first choice. */
export function followErrorSummary(document) {
  const take = () => document.querySelector("[data-error-summary]")?.focus();
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.querySelector?.("[data-error-summary]")) take();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-error-summary] a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const control = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
    target.scrollIntoView({ block: "center" });
    (control ?? target).focus({ preventScroll: true });
  });
}
