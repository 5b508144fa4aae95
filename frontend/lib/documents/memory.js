// What the list looked like just before it is swapped, so that the new one begins there.
import { isFolder, nameOf } from "./rows.js";

let kept = null;

/** Remembers ticked rows, the row with the focus, and what stands in the filter. */
export function keep(section, selection) {
  const rows = selection.rows();
  const active = document.activeElement?.closest?.("tr[data-row]") ?? rows.find((row) => row.tabIndex === 0);
  const filter = section.querySelector("#documents-filter");
  kept = {
    ids: new Set(rows.map((row) => row.dataset.row)),
    ticked: new Set(selection.ticked().map((row) => row.dataset.row)),
    active: active?.dataset.row,
    index: rows.indexOf(active),
    inRows: Boolean(document.activeElement?.closest?.("tr[data-row], .sr-bulk, .sr-dialog")),
    made: document.activeElement?.closest?.("#folder-dialog") ? document.getElementById("folder-name").value : null,
    typing: document.activeElement === filter ? filter.value : null,
  };
}

/** Puts ticks and focus back; rows that were not there before are marked as new for a moment, where `marking`. */
export function restore(section, selection, { marking = true } = {}) {
  if (!kept) return;
  const before = kept;
  kept = null;
  const rows = selection.rows();
  for (const row of rows) {
    selection.tick(row, before.ticked.has(row.dataset.row));
    if (marking && before.ids.size && !before.ids.has(row.dataset.row) && before.typing === null) row.classList.add("is-new");
  }
  selection.update({ quiet: true });
  if (before.made !== null) {
    showMade(section, rows, before);
    return;
  }
  const active = rows.find((row) => row.dataset.row === before.active) ?? rows[Math.min(Math.max(before.index, 0), rows.length - 1)];
  if (active) makeActive(rows, active);
  if (before.inRows) (active ?? emptied(section)).focus({ preventScroll: true });
  if (before.typing !== null) keepTyping(section.querySelector("#documents-filter"), before.typing);
}

/** The folder that was just made is what one goes on with; where the list doesn't show it, the button that made it. */
function showMade(section, rows, { made, ids }) {
  const name = made.trim().normalize("NFC");
  const row = rows.find((one) => isFolder(one) && !ids.has(one.dataset.row) && nameOf(one) === name);
  if (row) makeActive(rows, row);
  const next = row ?? section.querySelector("[data-new-folder]");
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Where no row is left, the list itself takes the focus: its words say why. */
function emptied(section) {
  section.tabIndex = -1;
  return section;
}

function makeActive(rows, active) {
  for (const row of rows) row.tabIndex = row === active ? 0 : -1;
}

/** Letters typed while the answer was on its way are not lost. */
function keepTyping(filter, text) {
  if (!filter) return;
  filter.focus();
  if (filter.value === text) return;
  filter.value = text;
  filter.dispatchEvent(new Event("input", { bubbles: true }));
}
