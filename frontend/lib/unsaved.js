// Which forms hold something that was not sent: what stands in them now against what they came with.
// A form says that it is watched by data-guarded; one that came back refused, with what was typed, by data-unsaved.
const NOT_TYPED = new Set(["hidden", "search", "submit", "button", "reset", "image"]);
const settled = new WeakSet();
const origins = new Map();

/** Starts watching; called once. */
export function watchForms() {
  for (const name of ["input", "change"]) document.addEventListener(name, ({ target }) => settled.delete(target.form ?? null), { capture: true });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const form = sentBy(detail);
    if (form) origins.set(address(form), origin(form));
  });
  // Before htmx follows where the answer leads.
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
    const form = sentBy(detail);
    if (form && detail.xhr.status < 300 && detail.xhr.getResponseHeader("HX-Redirect") !== null) settle([form]);
  });
}

/** The watched forms in `within` that hold something that was not sent. */
export function unsaved(within = document) {
  return [...within.querySelectorAll("form[data-guarded]")].filter(isUnsaved);
}

/** Whether a form holds something that was not sent; what is kept in this browser (data-kept) is not lost by leaving. */
export function isUnsaved(form) {
  if (settled.has(form) || form.hasAttribute("data-kept")) return false;
  const before = origin(form);
  return before === null || before !== spell(form, now);
}

/** What is in these forms has been sent or given up; it counts again when something else is typed. */
export function settle(forms) {
  for (const form of forms) settled.add(form);
}

/** The watched form that a request of htmx sends. */
export function sentBy({ requestConfig, elt, verb = requestConfig?.verb }) {
  return verb === "get" ? null : ((requestConfig?.elt ?? elt).closest?.("form[data-guarded]") ?? null);
}

/** What the form held before anything was typed; null if it came refused and nobody knows. */
function origin(form) {
  return form.hasAttribute("data-unsaved") ? (origins.get(address(form)) ?? null) : spell(form, delivered);
}

const address = (form) => form.getAttribute("action") ?? location.pathname;

/** What is filled in, as one text; what is empty does not count, so that a field that is there only now makes no difference. */
function spell(form, read) {
  const controls = [...form.elements].filter((one) => one.name && !one.disabled && !NOT_TYPED.has(one.type));
  return JSON.stringify(controls.flatMap((one) => read(one).filter(Boolean).map((value) => [one.name, value])));
}

function now(control) {
  if (control.type === "file") return [...control.files].map((file) => `${file.name}/${file.size}/${file.lastModified}`);
  if (control.options) return [...control.options].filter((option) => option.selected).map((option) => option.value);
  if (ticked(control)) return control.checked ? [`=${control.value}`] : [];
  return [control.value];
}

function delivered(control) {
  if (control.type === "file") return [];
  if (control.options) return chosenAtFirst(control).map((option) => option.value);
  if (ticked(control)) return control.defaultChecked ? [`=${control.value}`] : [];
  return [control.defaultValue];
}

/** A drop-down shows its first choice where none is marked. */
function chosenAtFirst(select) {
  const marked = [...select.options].filter((option) => option.defaultSelected);
  if (select.multiple) return marked;
  return marked.length ? marked.slice(-1) : [...select.options].filter((option) => !option.disabled).slice(0, 1);
}

const ticked = ({ type }) => type === "checkbox" || type === "radio";
