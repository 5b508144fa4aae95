// What happens when htmx gets an answer that is not a page: confirmation, problem, no connection.
import htmx from "htmx.org";
import { ask, make, toast } from "./page.js";
import { problemOf, sentence } from "./problem.js";

// As the server counts (access.changes).
const MOST_COUNTED = 1000;
const handlers = new WeakMap();

/** Lets `handler(problem)` see the next problems of requests from `element`; true means it dealt with it. */
export function onProblem(element, handler) {
  handlers.set(element, handler);
}

/** Starts watching; called once. */
export function watchAnswers() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = document.body.dataset.csrf;
    // What is refused comes as problem+json; pages and fragments come as they are.
    event.detail.headers.Accept = "application/problem+json, */*;q=0.9";
  });
  document.addEventListener("htmx:responseError", (event) => refused(event.detail));
  document.addEventListener("htmx:sendError", () => toast(sentence(0), { level: "error" }));
}

async function refused({ xhr, elt, requestConfig, target }) {
  const problem = problemOf(xhr);
  if (handlers.get(elt)?.(problem)) return;
  if (problem.code === "confirmation_required") {
    const label = requestConfig.triggeringEvent?.submitter?.dataset.confirmLabel ?? elt.dataset.confirmLabel;
    if (await confirmed(problem, label)) again(requestConfig, elt, target);
  } else if (problem.status === 401) {
    const next = encodeURIComponent(location.pathname + location.search);
    toast(problem.detail, { level: "error", link: { url: `/sign-in?next=${next}`, label: "Sign in" } });
  } else if (problem.status === 404) {
    // The server tells strangers and latecomers the same; here the page knows that there was something.
    toast(sentence(404), { level: "error", link: { url: location.href, label: "Reload" } });
  } else {
    toast(problem.detail, { level: "error" });
  }
}

/** Asks with the names of who gains and who loses; resolves to true for "anyway". */
async function confirmed({ detail, changes }, label) {
  const dialog = document.getElementById("confirm-dialog");
  dialog.querySelector("[data-detail]").textContent = detail;
  dialog.querySelector("[data-go]").textContent = label || "Go ahead anyway";
  dialog.querySelector("[data-changes]").replaceChildren(
    ...group(changes?.gain, "gains access", "gain access"),
    ...group(changes?.lose, "loses access", "lose access"),
    ...concerned(changes),
  );
  return (await ask(dialog)) === "go";
}

function group(rows, one, several) {
  if (!rows?.length) return [];
  // A customer, or whoever has a link, is nobody to count.
  const people = rows.some((row) => !["customer", "link"].includes(row.type));
  const verb = rows.length === 1 ? one : several;
  const number = rows.length === 1 ? "1 person" : `${rows.length} people`;
  const title = people ? `${number} ${verb}` : verb[0].toUpperCase() + verb.slice(1);
  const names = rows.map((row) => make("li", {}, typeof row === "string" ? row : (row.name ?? "")));
  return [
    make("h3", { class: "sr-changes-title" }, title),
    make("ul", { class: "sr-names" }, ...names),
  ];
}

/** How many items it is about, where there are several. */
function concerned({ items = 0 } = {}) {
  if (items < 2) return [];
  const number = items > MOST_COUNTED ? `more than ${MOST_COUNTED.toLocaleString("en-GB")}` : items.toLocaleString("en-GB");
  return [make("p", { class: "sr-changes-items" }, `This concerns ${number} items.`)];
}

/** Sends the same request once more, with confirm=true. */
function again({ verb, path, formData }, elt, target) {
  const values = { confirm: "true" };
  for (const name of new Set(formData.keys())) values[name] = formData.getAll(name);
  htmx.ajax(verb, path, { source: elt, target, swap: "outerHTML", values });
}
