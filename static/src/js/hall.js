// The waiting hall: the screen tells what it calls, a phone tells when one's turn comes, the kiosk prints its slip.

const LOUDSPEAKER = "loudspeaker";

/** Say each new call once: to screen readers politely, and aloud where somebody has switched the loudspeaker on. */
export function announceCalls(document) {
  const says = document.querySelector("[data-screen-says]");
  if (!says) return;
  const button = document.querySelector("[data-loudspeaker]");
  const canSpeak = "speechSynthesis" in window;
  let said = new Set(marks(document));
  if (button && canSpeak) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(remembered()));
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isOn));
      remember(isOn);
    });
  }
  document.addEventListener("htmx:afterSettle", () => {
    for (const row of document.querySelectorAll("[data-call]")) {
      if (said.has(row.dataset.call)) continue;
      const words = button.dataset.says.replace("{label}", row.dataset.label).replace("{counter}", row.dataset.counter);
      says.textContent = words;
      if (canSpeak && button.getAttribute("aria-pressed") === "true") speak(words, row.dataset.label);
    }
    said = new Set(marks(document));
  });
}

/** Tell a change of one's own place once, not every five seconds, and shake the phone when one is called. */
export function watchTicket(document) {
  const place = document.querySelector("[data-watch-ticket]");
  const says = document.querySelector("[data-ticket-says]");
  if (!place || !says) return;
  let last = news(place);
  document.addEventListener("htmx:afterSettle", () => {
    const now = news(place);
    if (now === last) return;
    last = now;
    says.textContent = now;
    if (place.querySelector(".my-ticket--called")) navigator.vibrate?.([300, 150, 300]);
  });
}

/** A kiosk prints at once; its printer asks nothing. The page itself leads back to the start. */
export function printSlip(document) {
  if (document.querySelector("[data-print-at-once]")) addEventListener("load", () => print());
}

function news(place) {
  return place.querySelector("[data-news]")?.textContent.trim().replace(/\s+/g, " ") ?? "";
}

function marks(document) {
  return [...document.querySelectorAll("[data-call]")].map((row) => row.dataset.call);
}

/** Figures are read one by one: A, không, một, hai. */
function speak(words, label) {
  const spoken = new SpeechSynthesisUtterance(words.replace(label, [...label].join(" ")));
  spoken.lang = "vi-VN";
  spoken.rate = 0.9;
  speechSynthesis.speak(spoken);
}

function remembered() {
  try {
    return localStorage.getItem(LOUDSPEAKER) === "on";
  } catch {
    return false;
  }
}

function remember(isOn) {
  try {
    localStorage.setItem(LOUDSPEAKER, isOn ? "on" : "off");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
