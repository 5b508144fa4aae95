// What the drawer shows: after each answer the focus is where it was, or at the field that wants it.
import htmx from "htmx.org";
import { unsaved } from "../lib/unsaved.js";
import { takeStored } from "../lib/uploads/registry.js";

let kept = null;

export default function panel(section, signal) {
  const wanted = kept;
  kept = null;
  document.addEventListener("strongroom:stored", () => {
    if (!takeStored(section.dataset.item)) return;
    document.dispatchEvent(new CustomEvent("strongroom:item-changed"));
    if (unsaved(section).length) return;
    const address = section.querySelector(".sr-panel-tabs [aria-current]").href;
    htmx.ajax("GET", address, { source: section, target: "#panel", swap: "outerHTML" });
  }, { signal });
  section.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.target !== section) return;
    kept = event.target.closest("[data-keep]")?.dataset.keep ?? "";
  }, { signal });
  if (wanted === null) return;
  const problem = section.querySelector("[data-problem]");
  if (problem) problem.tabIndex = -1;
  const place = problem ?? section.querySelector("[data-focus]") ?? find(section, wanted) ?? section.querySelector("#panel-title");
  place.focus({ preventScroll: !problem });
}

function find(section, name) {
  const place = name ? section.querySelector(`[data-keep="${CSS.escape(name)}"]`) : null;
  if (!place || place.matches("a, button, input")) return place;
  return place.querySelector("summary, button:not([disabled])");
}
