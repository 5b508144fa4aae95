// Builds one SVG sprite from the icons that icons.json names (Tabler's outline set, and our own in icons/).
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const TABLER = "node_modules/@tabler/icons/icons/outline";

/** Returns the symbol of one icon; its parts inherit colour and stroke from the page. */
function symbol(root, name) {
  const own = path.join(root, "icons", `${name}.svg`);
  const file = existsSync(own) ? own : path.join(root, TABLER, `${name}.svg`);
  const text = readFileSync(file, "utf8");
  const inner = text
    .slice(text.indexOf(">", text.indexOf("<svg")) + 1, text.lastIndexOf("</svg>"))
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s+/g, " ")
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
}

/** A Vite plugin that emits icons.svg and favicon.svg, named by their content and listed in the manifest. */
export function icons(root) {
  return {
    name: "strongroom-icons",
    buildStart() {
      const names = ["mark", ...JSON.parse(readFileSync(path.join(root, "icons.json"), "utf8"))];
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${names.map((name) => symbol(root, name)).join("")}</svg>`;
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source });
      this.emitFile({
        type: "asset",
        name: "favicon.svg",
        originalFileName: "favicon.svg",
        source: readFileSync(path.join(root, "icons/favicon.svg"), "utf8"),
      });
    },
  };
}
