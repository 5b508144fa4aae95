// The document list: ticking, keyboard, row menu, rename, and its refresh when something was stored.
import { act, refresh } from "../lib/documents/actions.js";
import { watchKeys } from "../lib/documents/keys.js";
import { watchMenu } from "../lib/documents/menu.js";
import { rename } from "../lib/documents/dialogs.js";
import { star } from "../lib/documents/places.js";
import { watchQuick } from "../lib/documents/quick.js";
import { keep, restore } from "../lib/documents/memory.js";
import { takeStored } from "../lib/uploads/registry.js";
import { Selection } from "../lib/documents/selection.js";

const GATHER = 150;

export default function documents(section, signal) {
  const selection = new Selection(section, signal);
  watchQuick(section, signal);
  watchKeys(section, selection, signal);
  watchMenu(section, signal);
  const ids = () => selection.ticked().map((row) => row.dataset.row);
  section.addEventListener("click", (event) => {
    const target = event.target.closest("[data-rename], [data-untick], [data-more], .sr-bulk [name=action], .sr-bulk [name=starred]");
    if (!target) return;
    if (target.matches("[data-rename]")) rename(section, selection.ticked()[0]);
    if (target.matches("[data-untick]")) selection.untickAll();
    if (target.matches("[data-more]")) unfold(section.querySelector(".sr-bulk"), target);
    if (target.matches("[name=action]")) press(event, () => act(section, { action: target.value, ids: ids() }));
    if (target.matches("[name=starred]")) press(event, () => star(section, selection.ticked(), target.value === "true"));
  }, { signal });
  refreshWhenStored(section, signal);
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== section || !event.detail.shouldSwap) return;
    keep(section, selection);
    showPlace(event.detail);
  }, { signal });
  restore(section, selection);
  showCount(section);
}

/** A button that sends the form where there is no script. */
function press(event, action) {
  event.preventDefault();
  action();
}

function unfold(bar, button) {
  button.setAttribute("aria-expanded", String(bar.classList.toggle("is-open")));
}

/** The address follows the filter, so that a reload shows the same. Not left to htmx, which would take over "back". */
function showPlace({ requestConfig, pathInfo }) {
  const address = new URL(pathInfo.finalRequestPath, location.href);
  for (const [name, value] of [...address.searchParams]) if (!value) address.searchParams.delete(name);
  if (requestConfig.verb === "get" && address.pathname === location.pathname) history.replaceState(history.state, "", address);
}

/** Several uploads that finish together cause one refresh. */
function refreshWhenStored(section, signal) {
  let timer;
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => !signal.aborted && stored(section) && refresh(), GATHER);
  };
  document.addEventListener("strongroom:stored", look, { signal });
  look();
  // The drawer changed what a row shows.
  document.addEventListener("strongroom:item-changed", () => !signal.aborted && refresh(), { signal });
}

/** Something new in the folder, or a new version of a row (of which the drawer takes note, too). */
function stored(section) {
  const rows = [...section.querySelectorAll("tr[data-row]")].map((row) => row.dataset.row);
  const shown = document.querySelector("#panel")?.dataset.item;
  const versions = rows.filter((id) => id !== shown && takeStored(id));
  return takeStored(section.dataset.parentId) || versions.length > 0;
}

/** The tab or heading above the list shows the same number as the list. */
function showCount(section) {
  const count = document.querySelector("#page .sr-tabs a[aria-current] .sr-count, #page [data-documents-count]");
  if (count && section.dataset.count) count.textContent = section.dataset.count;
}
