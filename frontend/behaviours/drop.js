// Files for this list: chosen, photographed or dropped. Names that exist are asked about before anything is sent.
import { mayOf } from "../lib/documents/rows.js";
import { toast } from "../lib/page.js";
import { attach, placeOf } from "../lib/uploads/attach.js";
import { fileAt, offerVersion, showTarget } from "../lib/uploads/onto.js";
import { attachTree, gather, gathered, hasFolders } from "../lib/uploads/folders.js";

export default function drop(section, signal) {
  section.addEventListener("change", (event) => {
    if (event.target.matches("[data-folder-files]")) chosenFolder(section, event.target);
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
  section.addEventListener("dragover", (event) => hasFiles(event) && showTarget(section, fileAt(event.target) ?? folderFor(section, event.target)), { signal });
  section.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    over(-depth);
    showTarget(section, null);
    const row = hasFolders(event.dataTransfer) ? null : fileAt(event.target);
    const [file, ...others] = row ? event.dataTransfer.files : [];
    if (file && !others.length) {
      offerVersion(section, row, file, () => attach(section, [file]));
      return;
    }
    const folderId = folderFor(section, event.target)?.dataset.row ?? "";
    if ("folder" in section.dataset && hasFolders(event.dataTransfer)) droppedFolders(section, event.dataTransfer, folderId);
    else attach(section, dropped(event.dataTransfer), placeOf(section, folderId));
  }, { signal });
  // A file that misses the list must not make the browser leave the page.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => hasFiles(event) && event.preventDefault(), { signal });
  }
}

/** The row of a folder that one may add to, under the pointer, in a list of folders. */
const folderFor = (section, element) => {
  const row = "folder" in section.dataset ? element.closest?.("tr[data-kind=folder]") : null;
  return row && mayOf(row).has("add") ? row : null;
};

async function droppedFolders(section, transfer, folderId) {
  attachTree(section, await gather(transfer), folderId);
}

function chosenFolder(section, input) {
  const files = [...input.files];
  input.value = "";
  attachTree(section, gathered(files));
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
