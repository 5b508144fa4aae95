// Files that a form gathers bit by bit before it is sent, and how much of them has arrived.
import { filename, icon, make, megabytes } from "./page.js";

// Less than this is there before anybody looks.
const WORTH_TELLING = 1e6;

/**
 * Files that are chosen, photographed or dropped add up; each can be taken away again.
 * All of them travel in the last file field; `changed(files)` hears of each change. Returns add(files).
 */
export function gatherFiles(form, signal, changed = () => {}) {
  const inputs = [...form.querySelectorAll('input[type="file"]')];
  const input = inputs.at(-1);
  const list = form.querySelector("[data-file-list]");
  if (!input) return () => {};
  let chosen = [];
  const keep = (files) => {
    chosen = files;
    const carrier = new DataTransfer();
    for (const file of chosen) carrier.items.add(file);
    input.files = carrier.files;
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...chosen.map((file) => line(file, list.dataset, () => keep(chosen.filter((one) => one !== file)))));
    list.hidden = !chosen.length;
    changed(chosen);
  };
  const add = (files) => {
    const known = new Set(chosen.map(key));
    keep([...chosen, ...[...files].filter((file) => !known.has(key(file)))]);
  };
  input.addEventListener("change", () => add(input.files), { signal });
  for (const other of inputs.slice(0, -1)) {
    other.removeAttribute("name");
    other.addEventListener("change", () => {
      add(other.files);
      other.value = "";
    }, { signal });
  }
  takeDropped(form, signal, add);
  if (input.files.length) add(input.files);
  return add;
}

function takeDropped(form, signal, add) {
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  form.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.add("is-dropping");
  }, { signal });
  form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || form.classList.remove("is-dropping"), { signal });
  form.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.remove("is-dropping");
    add(event.dataTransfer.files);
  }, { signal });
}

function key(file) {
  return `${file.name}/${file.size}/${file.lastModified}`;
}

function line(file, { pictures }, remove) {
  const button = make("button", { class: "sr-icon-button", type: "button", "aria-label": `Take away ${file.name}`, title: "Take away" }, icon("x"));
  button.addEventListener("click", remove);
  const sign = pictures !== undefined && file.type.startsWith("image/") ? picture(file) : icon("paperclip");
  return make("li", {}, sign, filename(file.name), make("span", {}, megabytes(file.size)), button);
}

/** The photo itself, small; an icon for what this browser can't draw. */
function picture(file) {
  const image = make("img", { src: URL.createObjectURL(file), alt: "", width: 56, height: 56 });
  image.addEventListener("error", () => image.replaceWith(icon("photo")), { once: true });
  return image;
}

/** How much of the files has arrived, once there is something to wait for. */
export function tellProgress(form, signal) {
  const sending = form.querySelector("[data-sending]");
  const bar = sending.querySelector("progress");
  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    // Only what goes out: the answer's own bytes are told by the same event.
    if (!detail.lengthComputable || detail.total < WORTH_TELLING) return;
    sending.hidden = false;
    bar.value = detail.loaded / detail.total;
    sending.querySelector("[data-sent]").textContent = detail.loaded < detail.total ? `${megabytes(detail.loaded)} of ${megabytes(detail.total)}` : "Almost done…";
  }, { signal });
  form.addEventListener("htmx:afterRequest", () => {
    sending.hidden = true;
  }, { signal });
}
