// The details drawer of a page: opens an item in it, and gives the focus back when it closes.
import htmx from "htmx.org";
import { mayLeave } from "./guard.js";

let opener = null;

const drawer = () => document.getElementById("drawer");

/** The id of the item that the drawer shows, or "". */
export const shownItem = () => (drawer()?.hidden === false ? (drawer().querySelector("#panel")?.dataset.item ?? "") : "");

/** True while it is open. */
export const isOpen = () => drawer()?.hidden === false;

/** Shows an item; `tab` is details, access, versions or approvals. Without `focus` the list keeps it. */
export async function openItem(id, { tab = "", focus = true } = {}) {
  const element = drawer();
  if (!element) return;
  if (!isOpen()) opener = document.activeElement;
  if (shownItem() === id && !tab) {
    if (focus) focusTitle(element);
    return;
  }
  const query = tab || element.querySelector("#panel")?.dataset.tab;
  const address = `${element.dataset.itemsUrl}${id}/details${query ? `?tab=${query}` : ""}`;
  await htmx.ajax("GET", address, { source: element, target: "#drawer", swap: "innerHTML" });
  if (element.querySelector("#panel")?.dataset.item !== id) return;
  show(element, true);
  if (focus) focusTitle(element);
}

/** Closes it, unless something in it is to be saved first; the focus goes to the row of the item, or to where it came from. */
export async function closeDrawer() {
  const element = drawer();
  if (!element || element.hidden || !(await mayLeave(element))) return;
  const id = element.querySelector("#panel")?.dataset.item;
  const inside = element.contains(document.activeElement) || document.activeElement === document.body;
  show(element, false);
  element.replaceChildren();
  const row = document.querySelector(`tr[data-row="${id}"]`);
  const back = opener?.isConnected ? opener : row;
  if (inside) back?.focus();
  opener = null;
}

function show(element, open) {
  element.hidden = !open;
  document.body.classList.toggle("sr-has-drawer", open);
  element.dispatchEvent(new CustomEvent("strongroom:drawer", { bubbles: true, detail: { open } }));
}

function focusTitle(element) {
  element.querySelector("#panel-title")?.focus({ preventScroll: true });
}
