// Bundles what browsers load: static/src/{app.css,app.js,signature.js} → static/dist/, and copies the faces that PDFs are set in.
import { build } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(here, "dist");
const unfinished = join(here, "dist.unfinished");

// A server that is running keeps its files until the new ones are complete.
await rm(unfinished, { recursive: true, force: true });
await mkdir(join(unfinished, "print-fonts"), { recursive: true });

await build({
  entryPoints: ["app.css", "app.js", "signature.js"].map((name) => join(here, "src", name)),
  outdir: unfinished,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["chrome109", "firefox115", "safari15.6"],
  loader: { ".woff2": "file", ".woff": "empty", ".svg": "file", ".png": "file" },
  assetNames: "assets/[name]-[hash]",
  // Files of static/ itself stay where they are: url("/static/favicon.svg").
  external: ["/static/*"],
  legalComments: "linked",
  logLevel: "warning",
});

const tinos = join(root, "node_modules", "@expo-google-fonts", "tinos");
for (const [folder, face] of [
  ["400Regular", "Tinos_400Regular.ttf"],
  ["400Regular_Italic", "Tinos_400Regular_Italic.ttf"],
  ["700Bold", "Tinos_700Bold.ttf"],
  ["700Bold_Italic", "Tinos_700Bold_Italic.ttf"],
]) {
  await cp(join(tinos, folder, face), join(unfinished, "print-fonts", face));
}
await cp(join(tinos, "LICENSE_FONT"), join(unfinished, "print-fonts", "LICENSE"));

await rm(dist, { recursive: true, force: true });
await cp(unfinished, dist, { recursive: true });
await rm(unfinished, { recursive: true, force: true });
