// The form of a licence: a new type on the spot, files that are chosen bit by bit, progress, errors at their fields.
import { onProblem } from "../lib/answers.js";
import { announce, filename, icon, make, megabytes } from "../lib/page.js";

export default function licenceForm(form, signal) {
  offerNewType(form, signal);
  gatherFiles(form, signal);
  tellProgress(form, signal);
  onProblem(form, (problem) => placeErrors(form, problem));
}

/** Either a type of the list or the name of a new one: only one of the two is asked for. */
function offerNewType(form, signal) {
  const create = form.elements.namedItem("create");
  if (!create) return;
  const show = () => {
    form.elements.namedItem("type_id").closest(".sr-field").hidden = create.checked;
    form.querySelector(".sr-new-type").hidden = !create.checked;
  };
  create.addEventListener("change", () => {
    show();
    if (create.checked) form.elements.namedItem("new_type").focus();
  }, { signal });
  show();
}

/** Files that are chosen or dropped add up; each can be taken away again. */
function gatherFiles(form, signal) {
  const input = form.querySelector('input[type="file"]');
  const list = form.querySelector("[data-file-list]");
  if (!input) return;
  let chosen = [];
  const keep = (files) => {
    chosen = files;
    const carrier = new DataTransfer();
    for (const file of chosen) carrier.items.add(file);
    input.files = carrier.files;
    list.replaceChildren(...chosen.map((file) => line(file, () => keep(chosen.filter((one) => one !== file)))));
    list.hidden = !chosen.length;
  };
  const add = (files) => {
    const known = new Set(chosen.map(key));
    keep([...chosen, ...[...files].filter((file) => !known.has(key(file)))]);
  };
  input.addEventListener("change", () => add(input.files), { signal });
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
  if (input.files.length) add(input.files);
}

function key(file) {
  return `${file.name}/${file.size}/${file.lastModified}`;
}

function line(file, remove) {
  const button = make("button", { class: "sr-icon-button", type: "button", "aria-label": `Take away ${file.name}`, title: "Take away" }, icon("x"));
  button.addEventListener("click", remove);
  return make("li", {}, icon("paperclip"), filename(file.name), make("span", {}, megabytes(file.size)), button);
}

/** How much of the files has arrived, once there is something to wait for. */
function tellProgress(form, signal) {
  const sending = form.querySelector("[data-sending]");
  const bar = sending.querySelector("progress");
  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    // Only what goes out: the answer's own bytes are told by the same event.
    if (!detail.lengthComputable || detail.total < 1e6) return;
    sending.hidden = false;
    bar.value = detail.loaded / detail.total;
    sending.querySelector("[data-sent]").textContent = detail.loaded < detail.total ? `${megabytes(detail.loaded)} of ${megabytes(detail.total)}` : "Almost done…";
  }, { signal });
  form.addEventListener("htmx:afterRequest", () => {
    sending.hidden = true;
  }, { signal });
}

/** Puts each error at its field and the focus on the first; what was typed and chosen stays. */
function placeErrors(form, { detail, errors = {} }) {
  for (const old of form.querySelectorAll(".sr-field-error, .sr-alert-error")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const wrong = Object.entries(errors).flatMap(([name, sentence]) => {
    const field = visible(form, name);
    if (field) mark(field, name, sentence);
    return field ? [field] : [];
  });
  wrong[0]?.focus();
  if (wrong.length) announce(detail, { urgent: true });
  return wrong.length > 0;
}

/** The control that a person sees for the name; the select behind a field to type in is hidden. */
function visible(form, name) {
  const field = form.elements.namedItem(name)?.closest?.(".sr-field");
  return field?.querySelector("input:not([hidden], [type=hidden]), select:not([hidden]), textarea");
}

function mark(field, name, sentence) {
  const id = `${name}-problem`;
  const described = (field.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((one) => one && one !== id);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [...described, id].join(" "));
  const place = field.closest(".sr-field");
  place.append(make("p", { class: "sr-field-error", id }, icon("alert-circle"), make("span", {}, sentence)));
}
