// The icons of a row: Share (B-1) and Download. Its menu has them too; without script its link leads to both.
import { icon, make } from "../page.js";
import { isFolder, mayOf, nameOf } from "./rows.js";

/** Gives rows their icons, and their controls whole names, now and when the list is lengthened. */
export function watchQuick(section, signal) {
  const all = () => section.querySelectorAll("tr[data-row]:not([tabindex])").forEach((row) => prepare(section, row));
  section.addEventListener("htmx:load", all, { signal });
  all();
}

function prepare(section, row) {
  const name = nameOf(row);
  row.tabIndex = -1;
  row.querySelector('input[name="ids"]')?.setAttribute("aria-label", `Select ${name}`);
  const cell = row.querySelector(".sr-c-actions");
  const { row: id } = row.dataset;
  const icons = [];
  if ("mayLink" in section.dataset && mayOf(row).has("share")) {
    icons.push(quick("share", "Share", name, { href: `${section.dataset.itemsUrl}${id}/shares`, "data-share": true }));
  }
  if (!isFolder(row)) icons.push(quick("download", "Download", name, { href: row.querySelector("a.sr-name").getAttribute("href"), "data-download": true }));
  cell.prepend(...icons);
  const menu = cell.querySelector("[data-row-menu]");
  if (!menu) return;
  const attributes = { role: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `More for ${name}` };
  for (const [attribute, value] of Object.entries(attributes)) menu.setAttribute(attribute, value);
}

function quick(symbol, verb, name, attributes) {
  return make("a", { class: "sr-icon-button", title: verb, "aria-label": `${verb} ${name}`, "data-quick": true, ...attributes }, icon(symbol));
}
