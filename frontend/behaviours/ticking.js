// A table whose rows are ticked: ticking and the keyboard as in the document list; Delete presses the button that is for it.
import { keep, restore } from "../lib/documents/memory.js";
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
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target === section && detail.shouldSwap && actsOn(section)) keep(section, selection);
  }, { signal });
  restore(section, selection, { marking: false });
}

/** What is sent is what is done with the rows, not another order or page of them. */
const actsOn = (section) => section.querySelector(".sr-bulk")?.contains(document.activeElement) || Boolean(document.activeElement?.closest("tr[data-row]"));

function press(selection, row, button) {
  if (!selection.ticked().length) selection.toggle(row);
  if (selection.ticked().length) button?.click();
}
