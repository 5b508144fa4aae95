// What the document list and a row of it say of themselves.

/** The address of another operation on the list: it lies beside that of the actions, for the same place. */
export const beside = (section, name) => actionsOf(section).replace(/\/actions\b/, `/${name}`);

/** Where actions on rows are sent to, with script or without. */
export const actionsOf = (section) => section.querySelector(".sr-documents-form").getAttribute("action");

/** What one may do with the item; rows that allow the usual say nothing, the table says it once. */
export function mayOf(row) {
  const said = row.dataset.may ?? row.closest("[data-usual]")?.dataset.usual ?? "";
  return new Set(said.split(" "));
}

/** Whether it is a folder; all others are files. */
export const isFolder = (row) => row.dataset.kind === "folder";

/** What it is called: the parts of a name that is cut are one text. */
export const nameOf = (row) => row.querySelector(".sr-name").textContent;
