// Renewing on a phone: photos add up, a lost connection or a page that was ended for the camera loses nothing.
import { onProblem } from "../lib/answers.js";
import { gatherFiles, tellProgress } from "../lib/evidence.js";
import { clearErrors, placeErrors } from "../lib/form-problems.js";
import { announce, toast } from "../lib/page.js";
import { forgetDraft, keepDraft, keptDraft } from "../lib/unfinished.js";

const OFFLINE = "You are offline. Nothing is lost: keep this page, and hand it in when you have a connection.";
const UNREACHED = "The connection was lost before it had arrived. Your photos and dates are still here: please hand it in again.";
const SLOW = "The connection is slow. It is still being sent; please keep this page open.";
const SENT = "strongroom.sent";
const SLOW_AFTER = 15_000;
const KEEP_AFTER = 400;
const TYPED = ["expires_on", "number", "issued_on", "note"];

export default function renewal(form, signal) {
  let files = [];
  let sent = false;
  let timer = 0;
  const name = location.pathname;
  const keep = () => {
    clearTimeout(timer);
    form.removeAttribute("data-kept");
    timer = setTimeout(async () => {
      if (sent) return;
      if (await keepDraft(name, { files, typed: typed(form) })) form.setAttribute("data-kept", "");
    }, KEEP_AFTER);
  };
  const add = gatherFiles(form, signal, (chosen) => {
    files = chosen;
    keep();
  });
  form.addEventListener("input", keep, { signal });
  bringBack(form, name, add);
  tellProgress(form, signal);
  tellTrouble(form, signal);
  onProblem(form, (problem) => placeErrors(form, problem));
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    // Of an answer that leads elsewhere htmx does not say whether it was a success.
    if (Math.floor(detail.xhr.status / 100) !== 2) return;
    sent = true;
    // The page is on its way out: what takes a moment might not happen any more.
    sessionStorage.setItem(SENT, name);
    forgetDraft(name);
  }, { signal });
}

function typed(form) {
  return Object.fromEntries(TYPED.map((name) => [name, form.elements.namedItem(name).value]));
}

/** What a page that ended before it was sent had in it: only into fields that are as they were delivered. */
async function bringBack(form, name, add) {
  if (sessionStorage.getItem(SENT) === name) {
    await forgetDraft(name);
    sessionStorage.removeItem(SENT);
  }
  const draft = await keptDraft(name);
  if (!draft || form.querySelector(".sr-field-error")) return;
  for (const [field, value] of Object.entries(draft.typed)) {
    const control = form.elements.namedItem(field);
    if (control.value === control.defaultValue && value) control.value = value;
  }
  form.setAttribute("data-kept", "");
  if (!draft.files.length) return;
  add(draft.files);
  toast("Your photos from before are still here.");
}

/** What stands in the way, in the form itself: a toast is gone when somebody looks up again. */
function tellTrouble(form, signal) {
  const place = form.querySelector("[data-trouble]");
  let timer = 0;
  const tell = (text) => {
    place.hidden = !text;
    place.querySelector("[data-trouble-text]").textContent = text;
    if (text) announce(text, { urgent: true });
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => tell(SLOW), SLOW_AFTER);
  };
  form.addEventListener("htmx:beforeRequest", (event) => {
    clearErrors(form);
    if (navigator.onLine) {
      tell("");
      wait();
      return;
    }
    event.preventDefault();
    tell(OFFLINE);
  }, { signal });
  form.addEventListener("htmx:xhr:progress", wait, { signal });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    clearTimeout(timer);
    if (detail.xhr.status) tell("");
  }, { signal });
  form.addEventListener("htmx:sendError", () => tell(UNREACHED), { signal });
  window.addEventListener("offline", () => tell(OFFLINE), { signal });
  window.addEventListener("online", () => tell(""), { signal });
}
