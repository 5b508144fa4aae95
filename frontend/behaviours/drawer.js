// The drawer itself: Escape closes it; on a phone it is a sheet, and what lies under it can't be reached.
import { closeDrawer } from "../lib/drawer.js";

const SHEET = window.matchMedia("(max-width: 720px)");

export default function drawer(element, signal) {
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closeDrawer();
  }, { signal });
  element.addEventListener("click", (event) => event.target.closest("[data-close-drawer]") && closeDrawer(), { signal });
  const cover = () => {
    const covered = !element.hidden && SHEET.matches;
    for (const other of element.parentElement.children) if (other !== element) other.inert = covered;
  };
  element.addEventListener("strongroom:drawer", cover, { signal });
  SHEET.addEventListener("change", cover, { signal });
}
