// What a project's folder has more than other lists: new folder, move, copy, star, rows carried onto folders.
import { watchCarrying } from "../lib/documents/carry.js";
import { choosePlace, newFolder } from "../lib/documents/places.js";

export default function places(section, signal) {
  const ticked = () => [...section.querySelectorAll("tr[data-row]")].filter((row) => row.querySelector('input[name="ids"]')?.checked);
  section.addEventListener("click", (event) => {
    if (event.target.closest("[data-new-folder]")) newFolder(section);
    if (event.target.closest("[data-move]")) choosePlace(section, ticked(), "move");
    if (event.target.closest("[data-copy]")) choosePlace(section, ticked(), "copy");
  }, { signal });
  watchCarrying(section, ticked, signal);
}
