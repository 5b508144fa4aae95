// What happens when htmx gets an answer that is not a part of the page: a question, a problem, no connection.
import { token } from "./csrf.js";
import { speak } from "./page.js";
import { problemOf, sentence } from "./problem.js";
import { askQuestion, failed, isAnswering, isQuestion, watchQuestion } from "./question.js";
import { unsaved } from "./unsaved.js";

const handlers = new WeakMap();

/** Lets `handler(problem)` see the next problems of requests from `element`; true means it dealt with it. */
export function onProblem(element, handler) {
  handlers.set(element, handler);
}

/** Starts watching; called once. */
export function watchAnswers() {
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    detail.headers["X-CSRFToken"] = token();
    if (detail.formData.has("csrfmiddlewaretoken")) detail.formData.set("csrfmiddlewaretoken", token());
    // What is refused comes as problem+json; pages, fragments and questions come as they are.
    detail.headers.Accept = "application/problem+json, */*;q=0.9";
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.requestConfig.verb !== "get" && speak(""));
  // Before those of the page: what is only asked changes nothing there.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => showQuestion(detail), { capture: true });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => showPage(detail));
  document.addEventListener("htmx:afterSettle", ({ detail }) => detail.elt.id === "page" && findError(detail.elt));
  document.addEventListener("htmx:responseError", ({ detail }) => refused(detail));
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => fail(sentence(0)));
  watchQuestion();
}

/** A question comes as a dialog's contents, and nothing of the page is swapped. */
function showQuestion(detail) {
  if (!isQuestion(detail.xhr)) return;
  detail.shouldSwap = false;
  askQuestion(detail);
}

/** A form that is a page comes back with its errors at their fields. */
function showPage(detail) {
  const { xhr, target } = detail;
  const page = target.id === "page" && xhr.getResponseHeader("Content-Type")?.startsWith("text/html");
  if (xhr.status < 400 || !page) return;
  detail.shouldSwap = true;
  detail.isError = false;
}

/** The first wrong field, else the sentence about the form, is scrolled to and has the focus. */
function findError(page) {
  const place = page.querySelector("[aria-invalid=true]:not([type=hidden])") ?? page.querySelector(".sr-alert-error");
  if (!place) return;
  if (place.matches(".sr-alert-error")) place.tabIndex = -1;
  place.focus();
}

function refused(detail) {
  const { xhr, elt } = detail;
  const problem = problemOf(xhr);
  if (!isAnswering(elt) && handlers.get(elt)?.(problem)) return;
  if (problem.status === 401) {
    const next = encodeURIComponent(location.pathname + location.search);
    // Beside what was typed, which is sent again afterwards.
    fail(problem.detail, { url: `/sign-in?next=${next}`, label: "Sign in again", beside: unsaved().length > 0 });
  } else if (problem.status === 404) {
    // The server tells strangers and latecomers the same; here the page knows that there was something.
    fail(sentence(404), { url: location.href, label: "Reload" });
  } else {
    fail(problem.detail);
  }
}

function fail(text, link = null) {
  failed();
  speak(text, { level: "error", link });
}
