// Files on their way to a folder: checked, names that exist asked about, then handed to the tray.
import { beside } from "../documents/rows.js";
import { ask, make, toast } from "../page.js";

const BATCH = 20;

/** Where the files of a list go: {parentId, clashUrl}; another folder of the same list by its id. */
export function placeOf(section, folderId = "") {
  const { parentId } = section.dataset;
  const address = new URL(beside(section, "names"), location.href);
  if (folderId) address.searchParams.set("folder", folderId);
  return { parentId: folderId || parentId, clashUrl: address.href };
}

/** Attaches files to one folder. */
export function attach(section, chosen, place = placeOf(section)) {
  return attachAll(section, [{ place, files: chosen }]);
}

/** Attaches files to several folders, [{place, files}]; one question for all names that exist. */
export async function attachAll(section, groups) {
  const limit = Number(section.dataset.limit);
  const sent = groups.map(({ place, files }) => ({ place, files: files.filter((file) => acceptable(file, limit)) })).filter(({ files }) => files.length);
  if (!sent.length) return;
  for (const one of sent) one.clashes = await clashing(one.place.clashUrl, one.files.map((file) => file.name));
  const all = new Set(sent.flatMap(({ clashes }) => [...clashes]));
  const choice = all.size ? await choose(all) : "suffix";
  if (!choice) return;
  const uploads = await import("./uploads.js").catch(() => null);
  if (!uploads) {
    // The connection is down, or the server was upgraded while the page stood open.
    toast("The upload could not begin. Nothing was attached; please reload the page and try again.", { level: "error" });
    return;
  }
  const { surface, endpoint } = section.dataset;
  for (const { place, files, clashes } of sent) {
    for (const file of files) {
      const onClash = clashes.has(file.name) ? choice : "suffix";
      uploads.add(file, { parentId: place.parentId, surface, endpoint: new URL(endpoint, location.href).href, onClash });
    }
  }
}

function acceptable(file, limit) {
  if (file.size === 0) toast(`“${file.name}” is empty, so it was not attached.`, { level: "error" });
  else if (limit && file.size > limit) toast(`“${file.name}” is larger than ${Math.floor(limit / 1e6).toLocaleString("en-GB")} MB, so it was not attached.`, { level: "error" });
  else return true;
  return false;
}

/** The names that exist among what the person can see; none when the question fails: a suffix harms nothing. */
async function clashing(address, names) {
  const found = new Set();
  for (let start = 0; address && start < names.length; start += BATCH) {
    const question = new URL(address, location.href);
    for (const name of names.slice(start, start + BATCH)) question.searchParams.append("name", name);
    try {
      const answer = await fetch(question, { headers: { Accept: "application/json" } });
      for (const name of (await answer.json()).clashes ?? []) found.add(name);
    } catch {
      return found;
    }
  }
  return found;
}

/** Keep both, or new version; "" when the person thought better of it. */
function choose(clashes) {
  const dialog = document.getElementById("clash-dialog");
  const names = [...clashes];
  const shown = names.slice(0, 8).map((name) => make("li", {}, name));
  if (names.length > 8) shown.push(make("li", {}, `and ${names.length - 8} more`));
  dialog.querySelector("h2").textContent = names.length === 1 ? "This name is already here" : "These names are already here";
  dialog.querySelector("[data-names]").replaceChildren(...shown);
  return ask(dialog);
}
