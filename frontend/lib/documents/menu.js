// The menu of one row. One menu for the whole list, filled when it opens with what this row allows.
import { icon, make } from "../page.js";
import { act } from "./actions.js";
import { editTags, remove, rename } from "./dialogs.js";
import { openItem } from "../drawer.js";
import { choosePlace, star } from "./places.js";
import { mayOf, nameOf } from "./rows.js";

/** Watches the buttons that open it. */
export function watchMenu(section, signal) {
  section.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-menu]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openMenu(section, button.closest("tr"));
  }, { signal });
  // A link that is a button: Space presses it, too.
  section.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches("a[data-row-menu]")) return;
    event.preventDefault();
    openMenu(section, event.target.closest("tr"));
  }, { signal });
}

/** What a row offers: [icon, label, what it does]; null draws a line. */
function entries(section, row) {
  const may = mayOf(row);
  const on = (name) => name in section.dataset;
  const one = (action) => () => act(section, { action, ids: row.dataset.row });
  const file = row.querySelector("a[data-download]");
  const list = [];
  if (file) list.push(["download", "Download", () => file.click()]);
  if (document.getElementById("drawer")) list.push(["info-circle", "Details", () => openItem(row.dataset.row)]);
  const share = row.querySelector("a[data-share]");
  if (share) list.push(["share", "Share", () => share.click()]);
  if (on("starUrl")) list.push(starEntry(section, row));
  if (on("folder")) list.push(...placeEntries(section, row, may));
  if (on("mayRename") && may.has("edit")) {
    list.push(["edit", "Rename", () => rename(section, row)], ["tag", "Tags", () => editTags(section, row)]);
  }
  if (on("mayShare") && may.has("share")) {
    list.push("shown" in row.dataset
      ? ["eye-off", "Hide from customer portal", one("hide")]
      : ["eye", "Viewable in customer portal", one("show")]);
  }
  if (on("mayConfidential") && may.has("edit") && file) {
    list.push("confidential" in row.dataset
      ? ["lock-open", "Remove confidential", one("not_confidential")]
      : ["lock", "Mark as confidential", one("confidential")]);
  }
  if (on("mayDelete") && may.has("delete")) list.push(null, ["trash", "Delete", () => remove(section, [row])]);
  return list;
}

function starEntry(section, row) {
  const starred = "starred" in row.dataset;
  return [starred ? "star-off" : "star", starred ? "Remove from favourites" : "Add to favourites", () => star(section, [row], !starred)];
}

/** Move and copy, where the list is that of a project's folder. */
function placeEntries(section, row, may) {
  const list = [];
  if (may.has("move")) list.push(["folder-symlink", "Move", () => choosePlace(section, [row], "move")]);
  if (may.has("download")) list.push(["copy", "Copy", () => choosePlace(section, [row], "copy")]);
  return list;
}

/** Opens the menu beside the row's button; closing gives the focus back. */
export function openMenu(section, row) {
  const button = row.querySelector("[data-row-menu]");
  if (!button) return;
  const menu = make("div", { class: "sr-menu-list sr-row-menu", role: "menu", popover: "auto", "aria-label": nameOf(row) });
  for (const entry of entries(section, row)) menu.append(entry ? item(menu, entry) : make("hr", { role: "separator" }));
  section.append(menu);
  menu.addEventListener("keydown", walk);
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    button.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    menu.remove();
  });
  menu.showPopover();
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  menu.querySelector("button")?.focus();
}

function item(menu, [symbol, label, action]) {
  const button = make("button", { class: "sr-menu-item", type: "button", role: "menuitem" }, icon(symbol), make("span", {}, label));
  button.addEventListener("click", () => {
    menu.hidePopover();
    action();
  });
  return button;
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const below = at.bottom + menu.offsetHeight + 8 < window.innerHeight;
  menu.style.top = `${below ? at.bottom : Math.max(8, at.top - menu.offsetHeight - 8)}px`;
  menu.style.left = `${Math.max(8, at.right - menu.offsetWidth)}px`;
}

function walk(event) {
  const items = [...event.currentTarget.querySelectorAll("button")];
  const now = items.indexOf(document.activeElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(next % items.length)?.focus();
}
