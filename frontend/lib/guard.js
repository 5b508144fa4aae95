// Leaving a form that holds something that was not sent asks first: links, other forms, parts of the page, drawers and
// dialogs in a dialog of ours; back and closing the tab in the browser's own.
import { isFile, leavingAsks, watchFiles } from "./files.js";
import { ask, make } from "./page.js";
import { sentBy, settle, unsaved, watchForms } from "./unsaved.js";

const DIALOG = "leave-dialog";

/** Starts watching; called once, before anything else hears of clicks on the page. */
export function watchLeaving() {
  watchForms();
  leavingAsks(() => unsaved().length > 0);
  watchFiles();
  document.addEventListener("click", (event) => byLink(event));
  document.addEventListener("submit", (event) => byForm(event));
  document.addEventListener("htmx:confirm", (event) => byPart(event));
  window.addEventListener("beforeunload", (event) => unsaved().length && event.preventDefault());
}

/** Whether `within` may be left: nothing in it is unsaved, or the person says so. */
export async function mayLeave(within = document) {
  const forms = unsaved(within);
  return !forms.length || sure(forms);
}

function byLink(event) {
  const link = event.target.closest("a[href]");
  if (!event.defaultPrevented && link && leads(event, link)) hold(event, unsaved(), () => link.click());
}

/** A plain click that leads away from this page. */
function leads(event, link) {
  const modified = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const here = link.hash && link.origin === location.origin && link.pathname === location.pathname && link.search === location.search;
  return !modified && !here && !link.target && !isFile(link) && link.protocol.startsWith("http");
}

/** A form that goes its plain way: a watched one is sent by this, all others are left. */
function byForm(event) {
  const { target: form, submitter } = event;
  const stays = form.getAttribute("method") === "dialog" || form.hasAttribute("target") || submitter?.matches("[data-archive], [formtarget]");
  if (event.defaultPrevented || stays) return;
  const others = unsaved().filter((one) => one !== form);
  if (others.length) hold(event, others, () => press(form, submitter));
  else if (form.matches("[data-guarded]")) settle([form]);
}

/** A part of the page that htmx is about to replace, unless it is by sending the form in it. */
function byPart(event) {
  const { elt, target, triggeringEvent, issueRequest } = event.detail;
  const sent = sentBy(event.detail);
  const others = unsaved(target).filter((one) => one !== sent);
  const again = () => (triggeringEvent?.type === "submit" ? press(elt, triggeringEvent.submitter) : issueRequest(true));
  if (others.length) hold(event, others, again);
}

/** The button once more: what it says goes along. */
function press(form, button) {
  if (button) button.click();
  else form.requestSubmit();
}

function hold(event, forms, again) {
  if (!forms.length) return;
  event.preventDefault();
  sure(forms).then((leaves) => leaves && again());
}

async function sure(forms) {
  const dialog = document.getElementById(DIALOG) ?? laid();
  if (dialog.open || !(await ask(dialog))) return false;
  settle(forms);
  return true;
}

function laid() {
  const button = (label, value, css) => make("button", { class: `btn ${css}`, type: "submit", value }, label);
  const dialog = make(
    "dialog",
    { id: DIALOG, class: "sr-dialog", "aria-labelledby": `${DIALOG}-title`, "aria-describedby": `${DIALOG}-detail` },
    make(
      "form",
      { method: "dialog" },
      make("h2", { id: `${DIALOG}-title` }, "Leave without saving?"),
      make("p", { id: `${DIALOG}-detail` }, "What you have changed here is not saved yet, and is lost when you leave."),
      make("div", { class: "sr-dialog-actions" }, button("Stay", "", ""), button("Leave", "leave", "btn-danger")),
    ),
  );
  document.body.append(dialog);
  return dialog;
}
