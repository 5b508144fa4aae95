// The keyboard in the document list; one row at a time can be reached with Tab, arrows move on.
import { openMenu } from "./menu.js";
import { remove, rename } from "./dialogs.js";

/** Watches the rows of a list. */
export function watchKeys(section, selection, signal) {
  const first = selection.rows()[0];
  if (first) first.tabIndex = 0;
  section.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row) makeActive(selection, row);
  }, { signal });
  section.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row || event.target.matches("input[type=text], input[type=search], select")) return;
    if (pressed(event, { section, selection, row })) event.preventDefault();
  }, { signal });
}

function makeActive(selection, row) {
  for (const one of selection.rows()) one.tabIndex = one === row ? 0 : -1;
}

/** Does what the key says; true when it meant something here. */
function pressed(event, here) {
  const { section, selection, row } = here;
  const onRow = event.target === row;
  const command = event.ctrlKey || event.metaKey;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return move(event, here);
  if (event.key === "Home" || event.key === "End") return go(selection.rows().at(event.key === "Home" ? 0 : -1));
  if (event.key === " " && onRow) return done(selection.toggle(row));
  if (event.key === "Enter" && onRow) return done(row.querySelector("a.sr-name")?.click());
  if (event.key === "Escape") return done(selection.untickAll());
  if (event.key === "F2") return done(rename(section, row));
  if (event.key === "Delete") return done(remove(section, selection.ticked().length ? selection.ticked() : [row]));
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) return done(openMenu(section, row));
  if (command && event.key.toLowerCase() === "a") return done(selection.tickAll());
  return false;
}

function move(event, { selection, row }) {
  const rows = selection.rows();
  const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return true;
  if (event.shiftKey) {
    selection.anchor ??= row;
    if (!selection.ticked().length) selection.anchor = row;
    selection.extendTo(next);
  }
  return go(next);
}

function go(row) {
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
  return true;
}

const done = () => true;
