// Bundles what browsers load: static/src/{app.css,administration.css,app.js,signature.js} → static/dist/, and copies the faces that PDFs are set in.
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { cutFaces } from "./faces.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(here, "dist");
const unfinished = join(here, "dist.unfinished");

// A server that is running keeps its files until the new ones are complete.
await rm(unfinished, { recursive: true, force: true });
await mkdir(join(unfinished, "print-fonts"), { recursive: true });

// The dark colours are written once and hold twice: where the device is dark and nobody chose light, and where a person
// chose dark. Paper is never dark.
const darkByChoice = {
  name: "dark-by-choice",
  setup(bundler) {
    bundler.onLoad({ filter: /tokens\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const block = /@media \(prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}\s*\}/;
      const colours = source.match(block)?.[1];
      if (!colours) throw new Error("tokens.css has no block of dark colours.");
      const twice = `@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${colours}} }
        @media screen { :root[data-theme="dark"] { color-scheme: dark; ${colours}} :root[data-theme="light"] { color-scheme: light; } }`;
      return { contents: source.replace(block, () => twice), loader: "css" };
    });
  },
};

await cutFaces(join(root, "node_modules"), join(here, "faces"));

await build({
  entryPoints: ["app.css", "administration.css", "app.js", "signature.js"].map((name) => join(here, "src", name)),
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
  plugins: [darkByChoice],
});

// The server gives a browser the compressed file that lies beside the plain one.
for (const name of await readdir(unfinished)) {
  if (!/\.(css|js)$/.test(name)) continue;
  const plain = await readFile(join(unfinished, name));
  await writeFile(join(unfinished, `${name}.gz`), gzipSync(plain, { level: 9 }));
  await writeFile(join(unfinished, `${name}.br`), brotliCompressSync(plain));
}

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
