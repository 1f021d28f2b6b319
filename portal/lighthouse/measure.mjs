// Runs Lighthouse's mobile profile over the addresses given, one line of JSON each: the four scores, and what lowered them.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, ...addresses] = process.argv.slice(2);
const browser = await launch({
  chromePath,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=vi"],
});

try {
  for (const address of addresses) {
    const { lhr } = await lighthouse(address, { port: browser.port, output: "json", logLevel: "error" });
    const scores = {};
    const faults = [];
    for (const [name, category] of Object.entries(lhr.categories)) {
      scores[name] = Math.round(category.score * 100);
      for (const { id, weight } of category.auditRefs) {
        const audit = lhr.audits[id];
        if (weight > 0 && audit.score !== null && audit.score < 0.9) {
          faults.push(`${name}: ${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ""}`);
        }
      }
    }
    const { "largest-contentful-paint": largest, "total-byte-weight": weight } = lhr.audits;
    console.log(
      JSON.stringify({
        address,
        scores,
        faults,
        largest_paint_ms: Math.round(largest.numericValue ?? 0),
        kilobytes: Math.round((weight.numericValue ?? 0) / 1000),
      }),
    );
  }
} finally {
  await browser.kill();
}
