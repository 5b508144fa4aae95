// Requests of the document list: an action on rows, or the list anew. Both answer with the list.
import htmx from "htmx.org";
import { onProblem } from "../answers.js";

/** The filter and page that the list shows now; what is empty is left out. */
function place(section) {
  const form = section.querySelector(".sr-documents-form");
  const pairs = ["q", "tag", "cursor"].map((name) => [name, form.elements[name]?.value ?? ""]);
  return Object.fromEntries(pairs.filter(([, value]) => value));
}

/** Posts `values` (action, ids, ...). `onRefusal(problem)` may deal with a refusal by returning true. */
export function act(section, values, { confirmLabel = "", onRefusal = null } = {}) {
  section.dataset.confirmLabel = confirmLabel;
  onProblem(section, onRefusal ?? (() => false));
  return htmx.ajax("POST", section.dataset.actionsUrl, {
    source: section,
    target: "#documents",
    swap: "outerHTML",
    values: { ...place(section), ...values },
  });
}

/** Fetches the list anew, at the same place. */
export function refresh(section) {
  return htmx.ajax("GET", section.dataset.listUrl, {
    source: section,
    target: "#documents",
    swap: "outerHTML",
    values: place(section),
  });
}
