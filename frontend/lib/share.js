// The Document sharing dialog: opens an address in it, and gives the focus back when it closes.
import htmx from "htmx.org";
import { isOpen, shownItem } from "./drawer.js";
import { mayLeave } from "./guard.js";
import { make } from "./page.js";
import { unsaved } from "./unsaved.js";

/** Opens the dialog; with `ids` for one link to several documents, `opener` says where the focus returns. */
export async function openShare(address, { ids = null, opener = null } = {}) {
  const dialog = make("dialog", { id: "share-dialog", class: "sr-dialog sr-share-dialog", "aria-labelledby": "share-title" });
  document.getElementById("share-dialog")?.remove();
  document.body.append(dialog);
  const values = { place: "dialog", ...(ids ? { ids } : {}) };
  await htmx.ajax(ids ? "POST" : "GET", address, { source: dialog, target: dialog, swap: "innerHTML", values });
  if (!dialog.querySelector(".sr-share")) {
    dialog.remove();
    return;
  }
  watch(dialog, opener);
  dialog.showModal();
  dialog.querySelector("#share-title").focus();
}

function watch(dialog, opener) {
  let changed = false;
  // What stands below is drawn anew when the dialog is gone: until then it can't be reached.
  dialog.addEventListener("strongroom:item-changed", (event) => {
    event.stopPropagation();
    changed = true;
  });
  const leave = async () => (await mayLeave(dialog)) && dialog.close();
  dialog.addEventListener("click", (event) => event.target.closest("[data-close-share]") && leave());
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog || !unsaved(dialog).length) return;
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    giveBack(opener);
    if (changed) tell();
  });
}

/** The focus goes to where it came from: the icon, or the menu that it was chosen from. */
function giveBack(opener) {
  const row = opener?.closest("tr[data-row]");
  const places = [opener, row?.querySelector("[data-row-menu]"), row];
  places.find((place) => place?.isConnected && place.checkVisibility())?.focus();
}

/** The list and the drawer show what has changed. */
function tell() {
  document.dispatchEvent(new CustomEvent("strongroom:item-changed"));
  const tab = isOpen() && shownItem() ? document.querySelector("#panel .sr-panel-tabs [aria-current]") : null;
  if (tab && !unsaved(document.getElementById("panel")).length) htmx.ajax("GET", tab.href, { source: tab, target: "#panel", swap: "outerHTML" });
}
