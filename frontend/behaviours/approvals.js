// The list of approvals: the number in the top bar is that of the list; a name opens the drawer.
import { openItem } from "../lib/drawer.js";

export default function approvals(section, signal) {
  const badge = document.querySelector("[data-approvals-count]");
  if (badge) {
    badge.textContent = section.dataset.waiting;
    badge.hidden = section.dataset.waiting === "0";
  }
  section.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-details]");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openItem(link.dataset.details, { tab: link.dataset.detailsTab });
  }, { signal });
}
