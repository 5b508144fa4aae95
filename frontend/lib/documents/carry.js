// Rows carried with the mouse onto a folder: in the list, in the tree, or in the way above the title.
import { make } from "../page.js";
import { allowed, copyTo, moveTo } from "./places.js";
import { mayOf, nameOf } from "./rows.js";

const TYPE = "application/x-strongroom-items";
const PLACES = "[data-folder]:not(#documents), tr[data-kind=folder]";

/** Lets rows of a list be carried; `ticked()` gives the ticked ones, which go together. */
export function watchCarrying(section, ticked, signal) {
  let ids = [];
  const ready = (part) => {
    for (const row of part.querySelectorAll("tr[data-row]")) row.draggable = mayOf(row).has("move");
  };
  ready(section);
  section.addEventListener("htmx:load", () => ready(section), { signal });
  section.addEventListener("dragstart", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row) return;
    const rows = ticked().includes(row) ? ticked() : [row];
    ids = allowed(rows, "move");
    if (!ids.length) return;
    event.dataTransfer.setData(TYPE, ids.join(" "));
    event.dataTransfer.effectAllowed = "copyMove";
    show(event.dataTransfer, ids.length === 1 ? nameOf(row) : `${ids.length} items`);
  }, { signal });
  section.addEventListener("dragend", () => {
    ids = [];
    light(null);
  }, { signal });
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes(TYPE)) return;
    const place = placeAt(event.target, ids);
    light(place);
    if (!place) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = event.ctrlKey || event.altKey ? "copy" : "move";
  }, { signal });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.types.includes(TYPE)) return;
    const place = placeAt(event.target, ids);
    light(null);
    if (!place) return;
    event.preventDefault();
    const target = place.dataset.folder ?? place.dataset.row;
    (event.ctrlKey || event.altKey ? copyTo : moveTo)(section, ids, target);
  }, { signal });
}

/** The folder under the pointer; not one of those that are carried, nor the one they lie in. */
function placeAt(element, ids) {
  const place = element.closest?.(PLACES);
  const id = place?.dataset.folder ?? place?.dataset.row;
  const here = document.getElementById("documents")?.dataset.folder;
  return id && id !== here && !ids.includes(id) ? place : null;
}

function light(place) {
  for (const old of document.querySelectorAll(".is-target")) if (old !== place) old.classList.remove("is-target");
  place?.classList.add("is-target");
}

/** What is seen at the pointer: the name, or how many. */
function show(transfer, text) {
  const label = make("div", { class: "sr-carried" }, text);
  document.body.append(label);
  transfer.setDragImage(label, 12, 12);
  setTimeout(() => label.remove());
}
