// Small things that several behaviours need: icons, announcements, toasts, dialogs, elements.

/** Makes an element; `attributes` as in markup, `children` elements or text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Draws an icon of the sprite. */
export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

/** A file name that is cut in the middle where room is short, as the server writes it (formats.split_name). */
export function filename(name) {
  const dot = name.lastIndexOf(".");
  const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\u202b\u202e\u2067]/u.test(name);
  const cut = rightToLeft ? (dot > 0 ? dot : name.length) : Math.max(0, name.length - 10);
  return make(
    "span",
    { class: "sr-filename", title: name },
    make("bdi", { class: "sr-filename-start" }, name.slice(0, cut)),
    make("bdi", { class: "sr-filename-end" }, name.slice(cut)),
  );
}

/** Says something to screen readers: when there is a pause, or at once. */
export function announce(text, { urgent = false } = {}) {
  const region = document.getElementById(urgent ? "alerter" : "announcer");
  region.textContent = "";
  // A new text node in a later task, or the same sentence twice would be heard once.
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}

const BESIDE = { target: "_blank", rel: "noopener" };

/** Shows a toast; the toasts behaviour announces it and takes it away. A link may open `beside` the page. */
export function toast(text, { level = "info", link = null } = {}) {
  const failed = level === "error" || level === "warning";
  const dismiss = make("button", { class: "sr-icon-button", type: "button", "data-dismiss": true, title: "Dismiss" }, icon("x"));
  dismiss.setAttribute("aria-label", "Dismiss");
  const element = make(
    "div",
    { class: `sr-toast sr-toast-${level}`, "data-toast": true, "data-level": level },
    icon(failed ? "alert-circle" : level === "success" ? "circle-check" : "info-circle"),
    make("p", { class: "sr-toast-text" }, text),
    ...(link ? [make("a", { class: "btn btn-sm", href: link.url, ...(link.beside ? BESIDE : {}) }, link.label)] : []),
    dismiss,
  );
  document.getElementById("toasts").append(element);
}

/**
 * Says what went wrong where it is seen: in the dialog that is open, since nothing under it is, else as a toast.
 * A link in a dialog opens beside it, so that what was typed stays. An empty text takes back what was said.
 */
export function speak(text, { level = "error", link = null } = {}) {
  for (const old of document.querySelectorAll("[data-spoken]")) old.remove();
  if (!text) return;
  const dialog = openDialog();
  if (!dialog) {
    toast(text, { level, link });
    return;
  }
  const more = link ? [make("p", {}, make("a", { href: link.url, ...BESIDE }, link.label))] : [];
  const note = make("div", { class: "sr-alert sr-alert-error", role: "alert", "data-spoken": true }, icon("alert-circle"), make("div", {}, make("p", {}, text), ...more));
  const actions = [...dialog.querySelectorAll(".sr-dialog-actions")].at(-1);
  if (actions) actions.before(note);
  else dialog.append(note);
  note.scrollIntoView({ block: "nearest" });
}

function openDialog() {
  const open = [...document.querySelectorAll("dialog:modal")];
  return open.find((one) => one.id === "question-dialog") ?? open.at(-1);
}

/** Opens a dialog and resolves to its return value ("" when it was left); focus returns by itself. */
export function ask(dialog) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
    dialog.showModal();
  });
}

/** Bytes as MB with one digit: what a person compares while waiting. */
export function megabytes(bytes) {
  const value = bytes / 1e6;
  if (bytes > 0 && value < 0.1) return "< 0.1 MB";
  return `${value.toLocaleString("en-GB", { minimumFractionDigits: value < 100 ? 1 : 0, maximumFractionDigits: value < 100 ? 1 : 0 })} MB`;
}
