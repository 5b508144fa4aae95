// Requests of the document list: an action on rows, or the list anew. Both answer with the list.
import htmx from "htmx.org";
import { onProblem } from "../answers.js";
import { actionsOf } from "./rows.js";

const PAGE = 50;

/** The filter, order and page that the list shows now, and its length if it was lengthened; what is empty is left out. */
export function place(section) {
  const form = section.querySelector(".sr-documents-form");
  const pairs = ["q", "tag", "order", "cursor"].map((name) => [name, form.elements[name]?.value ?? ""]);
  const rows = section.querySelectorAll("tr[data-row]").length;
  if ("folder" in section.dataset) pairs.push(["shown", rows > PAGE ? String(rows) : ""]);
  return Object.fromEntries(pairs.filter(([, value]) => value));
}

/** A lost connection is told of where all answers are (lib/answers.js). */
const told = () => {};

/** Posts `values` (action, ids, ...). `onRefusal(problem)` may deal with a refusal by returning true. */
export function act(section, values, { url = actionsOf(section), onRefusal = null } = {}) {
  onProblem(section, onRefusal ?? (() => false));
  return htmx.ajax("POST", url, {
    source: section,
    target: "#documents",
    swap: "outerHTML",
    values: { ...place(section), ...values },
  }).catch(told);
}

let current = Promise.resolve();
let waiting = null;

/**
 * Fetches the list anew, at the same place: one time after the other, and what waits together once.
 *
 * htmx forgets what waits behind the answer that replaces the list, and with it what had been stored meanwhile.
 */
export function refresh() {
  waiting ??= current.then(() => {
    waiting = null;
    current = fetchAnew().catch(() => {});
    return current;
  });
  return waiting;
}

async function fetchAnew() {
  const section = document.getElementById("documents");
  if (!section) return;
  await htmx.ajax("GET", section.dataset.listUrl, {
    source: section,
    target: "#documents",
    swap: "outerHTML",
    values: place(section),
  }).catch(told);
}
