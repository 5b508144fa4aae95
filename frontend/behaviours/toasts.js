// Announces toasts, takes the harmless ones away after a while, and lets Undo (Control Z too) refresh the list, drawer or page in place.
import htmx from "htmx.org";
import { announce } from "../lib/page.js";
import { place } from "../lib/documents/actions.js";

const AT_MOST = 3;
const STAY = 8000;
const STAY_WITH_UNDO = 15000;

export default function toasts(container, signal) {
  const met = new WeakSet();
  const meet = () => {
    for (const toast of container.querySelectorAll("[data-toast]")) {
      if (met.has(toast)) continue;
      met.add(toast);
      arrive(toast);
    }
    for (const old of [...container.querySelectorAll("[data-toast]:not([data-level=error])")].slice(0, -AT_MOST)) old.remove();
  };
  const observer = new MutationObserver(meet);
  observer.observe(container, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  container.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
  }, { signal });
  container.addEventListener("submit", undo, { signal });
  document.addEventListener("keydown", (event) => takeBack(event, container), { signal });
  meet();
}

function arrive(toast) {
  const failed = toast.dataset.level === "error";
  const canUndo = Boolean(toast.querySelector("[data-undo]"));
  const text = toast.querySelector(".sr-toast-text").textContent.trim();
  announce(canUndo ? `${text} Undo is at the end of the page, or press Control Z.` : text, { urgent: failed });
  if (failed) return;
  let timer;
  const leave = () => {
    timer = setTimeout(() => toast.remove(), canUndo ? STAY_WITH_UNDO : STAY);
  };
  const stay = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stay);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, leave);
  leave();
}

const TYPES = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])";

/** Control Z presses the latest Undo, except where it takes back what was typed, and under a dialog. */
function takeBack(event, container) {
  const pressed = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z";
  if (!pressed || event.defaultPrevented || event.target.closest?.(TYPES) || document.querySelector("dialog:modal")) return;
  const button = [...container.querySelectorAll("[data-undo] button")].at(-1);
  if (!button) return;
  event.preventDefault();
  button.click();
}

/** The answer replaces what the form names, else the document list; where it is gone the form goes its plain way. */
function undo(event) {
  const form = event.target.closest("[data-undo]");
  const target = form?.dataset.undoTarget || "#documents";
  const list = document.querySelector(target);
  if (!form || !list) return;
  event.preventDefault();
  const data = new FormData(form);
  const values = target === "#documents" ? place(list) : {};
  for (const name of new Set(data.keys())) values[name] = data.getAll(name);
  const toast = form.closest("[data-toast]");
  const container = toast.parentElement;
  toast.remove();
  const whole = target === "#page" ? { select: "#page" } : {};
  const sent = htmx.ajax("POST", form.getAttribute("action"), { source: list, target, swap: "outerHTML", values, ...whole });
  sent?.then?.(() => comeBack(container, toast)).catch?.(() => {});
}

/** Whoever does not want what the question says may still press Undo. */
function comeBack(container, toast) {
  const dialog = document.querySelector("#question-dialog[open]");
  dialog?.addEventListener("close", () => dialog.returnValue || container.append(toast), { once: true });
}
