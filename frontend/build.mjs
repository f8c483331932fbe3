// Builds what pages load into src/minzheng/ui/static/ui/build/ and writes the icons that templates may name.
// Every text file is also written compressed (.gz, .br): the web server sends those to browsers that accept them.
import * as esbuild from "esbuild";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const ui = join(here, "..", "src", "minzheng", "ui");
const out = join(ui, "static", "ui", "build");

function writeIcons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean);
  const icons = {};
  for (const name of names) {
    const svg = readFileSync(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    icons[name] = [...svg.matchAll(/<(path|circle|rect|line)\b[^>]*\/>/g)].map(([shape]) => shape).join("");
  }
  writeFileSync(join(ui, "icons.json"), JSON.stringify(icons, null, 0).replaceAll('","', '",\n"') + "\n");
}

function compress() {
  for (const name of readdirSync(out).filter((n) => /\.(js|css)$/.test(n))) {
    const text = readFileSync(join(out, name));
    writeFileSync(join(out, `${name}.gz`), gzipSync(text, { level: 9 }));
    writeFileSync(join(out, `${name}.br`), brotliCompressSync(text));
  }
}

const options = {
  absWorkingDir: here,
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome90", "firefox90", "safari15"],
  legalComments: "none",
  logLevel: "warning",
};

mkdirSync(out, { recursive: true });
writeIcons();
copyFileSync(join(here, "node_modules/axe-core/axe.min.js"), join(out, "axe.min.js")); // for the accessibility tests only
await esbuild.build({ ...options, entryPoints: { app: "src/app.js", charts: "src/charts.js" } });
await esbuild.build({ ...options, entryPoints: { app: "src/app.css" } });
compress();
