// The button at a folder's title: the details drawer for the folder itself, which no row of its list stands for.
import { openItem } from "../lib/drawer.js";

export default function title(button, signal) {
  button.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openItem(button.dataset.item);
  }, { signal });
}
