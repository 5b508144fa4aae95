// From the list to the details drawer: the key "i", and whatever row is chosen while it is open; the menu opens it, too.
import { isOpen, openItem } from "../lib/drawer.js";
import { unsaved } from "../lib/unsaved.js";

const SETTLE = 250;

export default function details(section, signal) {
  let timer;
  section.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row && isOpen() && !event.target.closest("a, button, input, label")) openItem(row.dataset.row, { focus: false });
  }, { signal });
  section.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row || event.target !== row || event.key.toLowerCase() !== "i" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    openItem(row.dataset.row);
  }, { signal });
  // Going through the rows with the arrows: the drawer follows when one is rested on, unless something in it is to be saved first.
  section.addEventListener("focusin", (event) => {
    clearTimeout(timer);
    if (!event.target.matches("tr[data-row]") || !isOpen() || unsaved(document.getElementById("drawer")).length) return;
    timer = setTimeout(() => !signal.aborted && isOpen() && openItem(event.target.dataset.row, { focus: false }), SETTLE);
  }, { signal });
}
