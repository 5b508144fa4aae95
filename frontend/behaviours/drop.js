// Files for this list: chosen, photographed or dropped. Names that exist are asked about before anything is sent.
import { ask, make, toast } from "../lib/page.js";

const BATCH = 20;

export default function drop(section, signal) {
  section.addEventListener("change", (event) => {
    if (!event.target.matches("[data-files]")) return;
    const chosen = [...event.target.files];
    const files = event.target.hasAttribute("capture") ? chosen.map((file) => photograph(file)) : chosen;
    event.target.value = "";
    attach(section, files);
  }, { signal });
  let depth = 0;
  const over = (change) => {
    depth = Math.max(0, depth + change);
    section.classList.toggle("is-over", depth > 0);
  };
  section.addEventListener("dragenter", (event) => hasFiles(event) && over(1), { signal });
  section.addEventListener("dragleave", (event) => hasFiles(event) && over(-1), { signal });
  section.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    over(-depth);
    attach(section, dropped(event.dataTransfer));
  }, { signal });
  // A file that misses the list must not make the browser leave the page.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => hasFiles(event) && event.preventDefault(), { signal });
  }
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

/** The files of a drop; folders are told of, they have no place in this list. */
function dropped(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const folders = items.filter((item) => item.webkitGetAsEntry?.()?.isDirectory).length;
  if (folders) toast("Folders can’t be attached here. Open the folder and drop the files in it.", { level: "warning" });
  return items.filter((item) => !item.webkitGetAsEntry?.()?.isDirectory).map((item) => item.getAsFile()).filter(Boolean);
}

/** A photo just taken gets a name of its own: phones call each of them image.jpg. */
function photograph(file) {
  const two = (number) => String(number).padStart(2, "0");
  const at = new Date(file.lastModified);
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(".");
  const ending = file.name.match(/\.\w{1,5}$/)?.[0] ?? ".jpg";
  return new File([file], `Photo ${day} ${time}${ending}`, { type: file.type, lastModified: file.lastModified });
}

/** Checks, asks about names that exist, and hands the files to the tray. */
async function attach(section, chosen) {
  const { parentId, surface, endpoint, clashUrl } = section.dataset;
  const files = chosen.filter((file) => acceptable(file, Number(section.dataset.limit)));
  if (!files.length) return;
  const clashes = await clashing(clashUrl, files.map((file) => file.name));
  const choice = clashes.size ? await choose(clashes) : "suffix";
  if (!choice) return;
  const uploads = await import("../lib/uploads/uploads.js").catch(() => null);
  if (!uploads) {
    // The connection is down, or the server was upgraded while the page stood open.
    toast("The upload could not begin. Nothing was attached; please reload the page and try again.", { level: "error" });
    return;
  }
  for (const file of files) {
    const onClash = clashes.has(file.name) ? choice : "suffix";
    uploads.add(file, { parentId, surface, endpoint: new URL(endpoint, location.href).href, onClash });
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
    const query = new URLSearchParams(names.slice(start, start + BATCH).map((name) => ["name", name]));
    try {
      const answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } });
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
