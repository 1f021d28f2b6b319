// The signature pad of the counter. A bundle of its own: only the page where somebody signs loads it.
import SignaturePad from "signature_pad";

const INK = "rgb(24, 48, 152)";

document.querySelectorAll("[data-signature-pad]").forEach((place) => {
  const form = place.closest("form");
  const canvas = place.querySelector("canvas");
  const strokes = form.elements.namedItem(place.dataset.strokes);
  const device = form.elements.namedItem(place.dataset.device);
  place.hidden = false;
  const pad = new SignaturePad(canvas, { penColor: INK, minWidth: 0.8, maxWidth: 2.6 });
  let pointer = "";

  /** Give the sheet as many points as the screen has; what is drawn stays. */
  const fit = () => {
    const drawn = pad.toData();
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.fromData(drawn);
  };
  const keep = () => {
    strokes.value = pad.isEmpty() ? "" : JSON.stringify(pad.toData());
    device.value = `${pointer}; ${canvas.offsetWidth}×${canvas.offsetHeight}; ${navigator.userAgent}`;
  };

  canvas.addEventListener("pointerdown", (event) => (pointer = event.pointerType));
  pad.addEventListener("endStroke", keep);
  place.querySelector("[data-signature-clear]").addEventListener("click", () => {
    pad.clear();
    keep();
  });
  form.addEventListener("submit", keep);
  new ResizeObserver(fit).observe(canvas);
  if (strokes.value) pad.fromData(JSON.parse(strokes.value));
});
