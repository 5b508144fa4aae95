// Moving, copying and starring rows of a project's folder; the dialog that chooses a place.
import htmx from "htmx.org";
import { announce } from "../page.js";
import { act } from "./actions.js";
import { beside, isFolder, mayOf, nameOf } from "./rows.js";

const WAIT = 200;

/** The ids of those rows that allow an action. */
export const allowed = (rows, action) => rows.filter((row) => mayOf(row).has(action)).map((row) => row.dataset.row);

/** Moves items into a folder; who gains and who loses is asked first where that changes (D-17). `files`: only those in them (E-8). */
export function moveTo(section, ids, parentId, { files = false, ...options } = {}) {
  return act(section, { ids, parent_id: parentId, ...(files ? { files: "true" } : {}) }, { url: beside(section, "move"), ...options });
}

/** Copies items into a folder. */
export function copyTo(section, ids, parentId, options = {}) {
  return act(section, { ids, parent_id: parentId }, { url: beside(section, "copy"), ...options });
}

/** Stars rows, or takes the stars away. */
export function star(section, rows, starred) {
  return act(section, { ids: rows.map((row) => row.dataset.row), starred: String(starred) }, { url: section.dataset.starUrl });
}

/** Makes a folder in the one that is shown; a name that is taken is told at the field. */
export function newFolder(section) {
  const dialog = document.getElementById("folder-dialog");
  const input = dialog.querySelector("input");
  input.value = "";
  const { fail } = run(dialog, () => act(section, { name: input.value.trim() }, {
    url: beside(section, "folders"),
    onRefusal: (problem) => problem.status < 500 && problem.status !== 401 && fail(problem.errors?.name ?? problem.detail, input),
  }));
  input.focus();
}

/** Lets a person choose where rows go; `way` is move or copy. */
export function choosePlace(section, rows, way) {
  const ids = allowed(rows, way === "move" ? "move" : "download");
  if (!ids.length) return;
  const dialog = document.getElementById("place-dialog");
  const verb = way === "move" ? "Move" : "Copy";
  dialog.querySelector("h2").textContent = ids.length === 1 ? `${verb} “${nameOf(rows[0])}”` : `${verb} ${ids.length} items`;
  dialog.querySelector("[data-go]").textContent = `${verb} here`;
  const choice = { id: "" };
  const onRefusal = (problem) => {
    offerFiles(dialog, problem.code === "other_record" && rows.some(isFolder));
    return problem.status < 500 && problem.status !== 401 && fail(problem.detail, dialog.querySelector("[data-error]"));
  };
  const { life, fail } = run(dialog, () => choice.id && (way === "move" ? moveTo : copyTo)(section, ids, choice.id, { onRefusal }));
  dialog.querySelector("button[data-files-only]").addEventListener("click", () => moveTo(section, ids, choice.id, { files: true, onRefusal }), { signal: life.signal });
  watchChoice(dialog, choice, life.signal, () => {
    fail("");
    offerFiles(dialog, false);
  });
  const search = dialog.querySelector("input[type=search]");
  search.value = "";
  load(search);
  search.focus();
}

/** Where a folder may not leave its record, its files may (E-8). */
function offerFiles(dialog, offered) {
  for (const part of dialog.querySelectorAll("[data-files-only]")) part.hidden = !offered;
  dialog.querySelector("[data-go]").hidden = offered;
}

/** Opens a dialog with a form: sends it, closes it when the list is there anew, shows what was wrong. */
function run(dialog, send) {
  const form = dialog.querySelector("form");
  const life = new AbortController();
  const error = dialog.querySelector("[data-error]");
  // Where the focus goes: the field, or the message itself where none is wrong.
  const fail = (text, place = null) => {
    error.textContent = text;
    error.hidden = !text;
    if (place !== error) place?.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) announce(text, { urgent: true });
    if (text) place?.focus();
    if (text && place === error) error.scrollIntoView({ block: "start" });
    return Boolean(text);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  }, { signal: life.signal });
  form.querySelector("[data-cancel]").addEventListener("click", () => dialog.close(), { signal: life.signal });
  document.body.addEventListener("htmx:afterSwap", (event) => event.detail.target.id === "documents" && dialog.close(), { signal: life.signal });
  dialog.addEventListener("close", () => life.abort(), { once: true });
  fail("", dialog.querySelector("input"));
  dialog.showModal();
  return { life, fail };
}

function watchChoice(dialog, choice, signal, clear) {
  const tree = dialog.querySelector("#place-tree");
  const said = dialog.querySelector("[data-chosen]");
  const go = dialog.querySelector("[data-go]");
  const choose = ({ id, label }) => {
    choice.id = id;
    said.textContent = id ? `Into ${label}` : "Choose a folder.";
    go.disabled = !id;
    clear();
  };
  choose({ id: "", label: "" });
  tree.addEventListener("strongroom:picked", (event) => choose(event.detail), { signal });
  const search = dialog.querySelector("input[type=search]");
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(search), WAIT);
  }, { signal });
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") tree.querySelector("[tabindex='0']")?.focus();
    if (event.key === "Enter") event.preventDefault();
  }, { signal });
}

function load(search) {
  const address = new URL(search.dataset.targetsUrl, location.href);
  if (search.value.trim()) address.searchParams.set("q", search.value.trim());
  htmx.ajax("GET", `${address.pathname}${address.search}`, { source: search, target: "#place-tree", swap: "innerHTML" });
}
