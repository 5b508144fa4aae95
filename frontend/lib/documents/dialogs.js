// Rename, tags and removal of rows.
import { announce } from "../page.js";
import { act } from "./actions.js";
import { isFolder, mayOf, nameOf } from "./rows.js";

/** F2: a dialog with the name, its stem marked; a refusal stands at the field. */
export function rename(section, row) {
  if (!row || !("mayRename" in section.dataset) || !mayOf(row).has("edit")) return;
  const name = nameOf(row);
  document.getElementById("rename-title").textContent = `Rename “${name}”`;
  const dot = isFolder(row) ? -1 : name.lastIndexOf(".");
  edit(section, row, { dialog: "rename-dialog", field: "name", value: name, marked: dot > 0 ? dot : name.length, action: "rename" });
}

/** Tags, with commas between them. */
export function editTags(section, row) {
  const value = row.dataset.tags ?? "";
  edit(section, row, { dialog: "tags-dialog", field: "tags", value, marked: value.length, action: "tags" });
}

/** To the trash at once; the answer carries Undo. */
export function remove(section, rows) {
  if (!("mayDelete" in section.dataset)) return;
  const ids = rows.filter((row) => mayOf(row).has("delete")).map((row) => row.dataset.row);
  if (ids.length) act(section, { action: "delete", ids });
}

function edit(section, row, { dialog: id, field, value, marked, action }) {
  const dialog = document.getElementById(id);
  const form = dialog.querySelector("form");
  const input = form.elements[field];
  const life = new AbortController();
  const fail = (text) => {
    const error = dialog.querySelector("[data-error]");
    error.textContent = text;
    error.hidden = !text;
    input.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) {
      announce(text, { urgent: true });
      input.focus();
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim() === value) {
      dialog.close();
      return;
    }
    act(section, { action, ids: row.dataset.row, [field]: input.value.trim() }, { onRefusal: (problem) => refused(problem, field, fail) });
  }, { signal: life.signal });
  form.querySelector("[data-cancel]").addEventListener("click", () => dialog.close(), { signal: life.signal });
  document.body.addEventListener("htmx:afterSwap", () => dialog.close(), { signal: life.signal });
  dialog.addEventListener("close", () => life.abort(), { once: true });
  fail("");
  input.value = value;
  dialog.showModal();
  input.focus();
  input.setSelectionRange(0, marked);
}

/** A taken or unusable name is told at the field; anything else as everywhere. */
function refused(problem, field, fail) {
  const atField = problem.errors?.[field];
  if (!atField && problem.code !== "name_taken" && problem.status !== 422) return false;
  fail(atField ?? problem.detail);
  return true;
}
