// One file dropped onto the row of another: its next version, or a file beside it. The person says which.
import { isFolder, mayOf, nameOf } from "../documents/rows.js";
import { ask } from "../page.js";
import { sendVersion } from "./version.js";

/** The row of a file that one may change, under the pointer. */
export function fileAt(element) {
  const row = element.closest?.("tr[data-row]:not([data-kind=folder])");
  return row && mayOf(row).has("edit") ? row : null;
}

/** Says in the overlay of the drop what the pointer is over, a file's row or a folder's, and marks it. */
export function showTarget(section, row) {
  for (const old of section.querySelectorAll("tr.is-target")) if (old !== row) old.classList.remove("is-target");
  row?.classList.add("is-target");
  const text = section.querySelector(".sr-drop span");
  if (!text) return;
  text.dataset.usual ??= text.textContent;
  text.textContent = row ? meant(row) : text.dataset.usual;
}

const meant = (row) => (isFolder(row) ? `Drop into “${nameOf(row)}”` : `Drop here for a new version of “${nameOf(row)}”`);

/** Asks, and sends the file as a version or calls `beside`. */
export async function offerVersion(section, row, file, beside) {
  const dialog = document.getElementById("version-dialog");
  dialog.querySelector("[data-detail]").textContent =
    `“${file.name}” can become the next version of “${nameOf(row)}”. The present one stays in its history.`;
  const choice = await ask(dialog);
  const { surface, endpoint } = section.dataset;
  if (choice === "version") sendVersion(file, { itemId: row.dataset.row, surface, endpoint });
  if (choice === "beside") beside();
}
