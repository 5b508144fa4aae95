// The question before a change of who sees what: one dialog for all, answered by the same request once more.
import htmx from "htmx.org";
import { make } from "./page.js";

const MARK = "X-Strongroom-Question";
const ANSWER = ["csrfmiddlewaretoken", "confirm", "cancel_shares", "keep_open"];
let asked = null;

/** Whether an answer is the dialog's contents. */
export const isQuestion = (xhr) => (xhr?.getResponseHeader?.(MARK) ?? null) !== null;

/** Whether a request is the answer to the question that stands open. */
export const isAnswering = (elt) => asked?.sending === true && asked.elt === elt;

/** What an upload sends, so that the API asks with the dialog's contents too. */
export const WANTS_DIALOG = { [MARK]: "dialog" };

let turn = Promise.resolve();

/** Shows the question of a request that htmx did not send, one after another; resolves with the answer, "" for no. */
export function askAbout({ responseText }) {
  const asking = turn.then(async () => {
    const dialog = dialogOf();
    while (dialog.open) await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    return new Promise((resolve) => show(responseText, { resolve, sending: false }));
  });
  turn = asking;
  return asking;
}

/** Starts watching; called once. */
export function watchQuestion() {
  // What is swapped in must be able to take the focus: it can't under a modal dialog.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => answered(detail), { capture: true });
  document.addEventListener("htmx:afterRequest", ({ detail }) => answered(detail), { capture: true });
}

/** Opens the dialog, or puts what is true by now into the open one. */
export function askQuestion({ xhr, requestConfig, target, etc }) {
  show(xhr.responseText, { elt: requestConfig.elt, target, verb: requestConfig.verb, path: requestConfig.path, data: requestConfig.formData, swap: etc?.swapOverride, select: etc?.select, sending: false });
}

function show(contents, asking) {
  const dialog = dialogOf();
  asked?.resolve?.("");
  dialog.innerHTML = contents;
  asked = asking;
  dialog.returnValue = "";
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("h2").focus();
}

/** The request has failed: it may be sent again. */
export function failed() {
  if (asked) asked.sending = false;
  busy(false);
}

function answered({ requestConfig, xhr }) {
  if (!isAnswering(requestConfig?.elt) || !xhr || xhr.status === 0 || xhr.status >= 400 || isQuestion(xhr)) return;
  asked = null;
  dialogOf().close("answered");
}

function dialogOf() {
  let dialog = document.getElementById("question-dialog");
  if (!dialog) {
    dialog = make("dialog", { id: "question-dialog", class: "sr-dialog sr-question-dialog", "aria-labelledby": "question-title", "aria-describedby": "question-detail" });
    document.body.append(dialog);
  }
  if (!("watched" in dialog.dataset)) watch(dialog);
  return dialog;
}

function watch(dialog) {
  dialog.dataset.watched = "";
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  dialog.addEventListener("click", (event) => event.target.closest("[data-cancel]") && !asked?.sending && dialog.close());
  // What has been sent can't be taken back by closing the dialog.
  dialog.addEventListener("cancel", (event) => asked?.sending && event.preventDefault());
  dialog.addEventListener("change", (event) => tickAll(event.target));
  dialog.addEventListener("close", () => {
    const { resolve, answer = "" } = asked ?? {};
    asked = null;
    dialog.replaceChildren();
    // The next question may be shown by this, so it comes last.
    resolve?.(answer);
  });
}

/** Ticks the boxes of the list that follows. */
function tickAll(box) {
  const { tickAll: name } = box.dataset;
  if (name) for (const one of box.closest("label").nextElementSibling.querySelectorAll(`input[name="${name}"]`)) one.checked = box.checked;
}

/** The same request, whose fields and files are kept as they were, with the answer. */
function send(form, submitter) {
  if (!asked || asked.sending) return;
  const given = new FormData(form, submitter);
  if (asked.resolve) {
    asked.answer = given.get("confirm");
    dialogOf().close();
    return;
  }
  asked.sending = true;
  busy(true);
  const values = {};
  for (const name of new Set(asked.data.keys())) if (!ANSWER.includes(name)) values[name] = asked.data.getAll(name);
  for (const name of ANSWER.slice(1)) if (given.has(name)) values[name] = given.getAll(name);
  htmx.ajax(asked.verb, asked.path, { source: asked.elt, target: asked.target, swap: asked.swap, select: asked.select, values })?.catch?.(() => {});
}

/** Buttons stay where they are and keep the focus, but do nothing. */
function busy(state) {
  for (const button of dialogOf().querySelectorAll("button")) button.setAttribute("aria-disabled", String(state));
}
