// A table whose rows are ticked: ticking and the keyboard as in the document list; Delete presses the button that is for it.
import { watchKeys } from "../lib/documents/keys.js";
import { Selection } from "../lib/documents/selection.js";

export default function ticking(section, signal) {
  const selection = new Selection(section, signal);
  watchKeys(section, selection, signal);
  section.addEventListener("click", (event) => event.target.closest("[data-untick]") && selection.untickAll(), { signal });
  section.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row) return;
    if (event.key === "Enter" && event.target === row) row.querySelector("a[data-open]")?.click();
    if (event.key === "Delete") press(selection, row, section.querySelector("[data-on-delete]"));
  }, { signal });
}

function press(selection, row, button) {
  if (!selection.ticked().length) selection.toggle(row);
  if (selection.ticked().length) button?.click();
}
