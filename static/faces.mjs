// Cuts the faces of the screen to what Vietnamese pages show: one file for a weight instead of two, half as heavy.
import subsetFont from "subset-font";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const between = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, step) => String.fromCodePoint(first + step)).join("");

// fonts.css names the same ranges.
const VIETNAMESE =
  between(0x20, 0x7e) +
  "\u00a0\u00a7\u00a9\u00ab\u00b0\u00b1\u00b2\u00b3\u00b7\u00bb\u00d7" +
  "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư" +
  between(0x1ea0, 0x1ef9) +
  "\u2009\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u202f\u20ab\u2190\u2191\u2192\u2193\u2212";

const LETTERS = [
  ["400", "400Regular"],
  ["600", "600SemiBold"],
];

/** Write be-vietnam-pro-*.woff2 and figures-*.woff2 into a folder; `packages` is node_modules. */
export async function cutFaces(packages, folder) {
  await mkdir(folder, { recursive: true });
  for (const [weight, name] of LETTERS) {
    const whole = join(packages, "@expo-google-fonts", "be-vietnam-pro", name, `BeVietnamPro_${name}.ttf`);
    // Without the closure no ligature or old-style figure comes along that no page asks for.
    await cut(whole, VIETNAMESE, join(folder, `be-vietnam-pro-${weight}.woff2`), { noLayoutClosure: true });
    const inter = join(packages, "@fontsource", "inter", "files", `inter-latin-${weight}-normal.woff2`);
    await cut(inter, "0123456789", join(folder, `figures-${weight}.woff2`), { noLayoutClosure: true });
  }
}

async function cut(source, letters, target, options) {
  await writeFile(target, await subsetFont(await readFile(source), letters, { targetFormat: "woff2", ...options }));
}
