// Whole folders from the computer: what is in them is gathered, the folders are made, then the files are sent.
import { token } from "../csrf.js";
import { announce, toast } from "../page.js";
import { refresh } from "../documents/actions.js";
import { beside } from "../documents/rows.js";
import { attachAll, placeOf } from "./attach.js";

const LEFT_OUT = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);

/** What a drop brings: [{path: [folder, ...], file}], file null for a folder itself. Must be called in the event. */
export function gather(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  return Promise.all(entries.map((entry) => walk(entry, []))).then((found) => found.flat());
}

/** True when a drop has a folder in it; only then the slow way is needed. */
export const hasFolders = (transfer) => [...transfer.items].some((item) => item.webkitGetAsEntry?.()?.isDirectory);

/** The same for the files of an input that chooses a folder. */
export const gathered = (files) => files.map((file) => ({ path: file.webkitRelativePath.split("/").slice(0, -1), file })).filter(wanted);

const wanted = ({ file }) => !file || !LEFT_OUT.has(file.name);

async function walk(entry, path) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    if (!file) toast(`“${entry.name}” could not be read, so it was not attached.`, { level: "error" });
    return file ? [{ path, file }].filter(wanted) : [];
  }
  const here = [...path, entry.name];
  const found = [{ path: here, file: null }];
  for (const child of await childrenOf(entry)) found.push(...(await walk(child, here)));
  return found;
}

/** A reader gives some at a time until it gives none. */
async function childrenOf(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!some.length) return all;
    all.push(...some);
  }
}

/** Makes the folders below the list's folder (or another), and attaches the files where they belong. */
export async function attachTree(section, found, folderId = "") {
  const root = placeOf(section, folderId);
  const keys = [...new Set(found.map(({ path }) => JSON.stringify(path)))].filter((key) => key !== "[]");
  const places = await make(section, root.parentId, keys);
  if (!places) return;
  const groups = new Map();
  for (const { path, file } of found) {
    const key = JSON.stringify(path);
    if (!groups.has(key)) groups.set(key, { place: placeFor(section, places.get(key), root), files: [] });
    if (file) groups.get(key).files.push(file);
  }
  if (keys.length) {
    announce(keys.length === 1 ? "1 folder is there." : `${keys.length} folders are there.`);
    refresh();
  }
  await attachAll(section, [...groups.values()]);
}

/** Nothing can clash in a folder that was made just now. */
function placeFor(section, place, root) {
  if (!place) return root;
  return place.made ? { parentId: place.id, clashUrl: "" } : placeOf(section, place.id);
}

async function make(section, parentId, keys) {
  if (!keys.length) return new Map();
  try {
    const answer = await fetch(beside(section, "structure"), {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ parent_id: parentId, paths: keys.map((key) => JSON.parse(key)) }),
    });
    const body = await answer.json();
    if (answer.ok) return new Map(keys.map((key, index) => [key, body.places[index]]));
    toast(body.detail ?? "The folders could not be made. Nothing was attached.", { level: "error" });
  } catch {
    toast("The server can’t be reached. Nothing was attached; please try again.", { level: "error" });
  }
  return null;
}
