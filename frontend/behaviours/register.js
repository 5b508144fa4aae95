// The register of shares: ticking and the keyboard as in the document list; Delete asks to cancel.
import { watchKeys } from "../lib/documents/keys.js";
import { Selection } from "../lib/documents/selection.js";

export default function register(section, signal) {
  const selection = new Selection(section, signal);
  watchKeys(section, selection, signal);
  section.addEventListener("click", (event) => event.target.closest("[data-untick]") && selection.untickAll(), { signal });
  section.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (event.key !== "Delete" || !row) return;
    if (!selection.ticked().length) selection.toggle(row);
    if (selection.ticked().length) section.querySelector("[data-cancel-shares]").click();
  }, { signal });
}
