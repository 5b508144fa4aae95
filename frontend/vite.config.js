// Builds everything that the pages load into the Python package; addresses are found through manifest.json.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { icons } from "./plugins/icons.js";
import { noEval } from "./plugins/no-eval.js";

// One sheet for each surface, beside what they share (templates/frames).
const SHEETS = ["base", "documents", "office", "mobile", "portal"];
const root = path.dirname(fileURLToPath(import.meta.url));

export default defineConfig({
  root,
  base: "./",
  publicDir: false,
  plugins: [icons(root), noEval()],
  build: {
    outDir: path.join(root, "../src/strongroom/static/built"),
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "",
    // Nothing inlined: the pages' content policy allows what comes from here, not data in scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["main.js", ...SHEETS.map((name) => `sheets/${name}.css`)].map((name) => path.join(root, name)) },
  },
});
