// From the list to the Document sharing dialog: the icon of a row, and Share for the ticked rows.
import { openShare } from "../lib/share.js";

export default function sharing(section, signal) {
  section.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-share]");
    const several = event.target.closest("[data-share-several]");
    if (link && plain(event)) {
      event.preventDefault();
      openShare(link.getAttribute("href"), { opener: link });
    } else if (several) {
      event.preventDefault();
      shareTicked(section, several);
    }
  }, { signal });
}

/** One ticked row has the dialog of its own; several get one link together. */
function shareTicked(section, button) {
  const ids = [...section.querySelectorAll('tbody input[name="ids"]:checked')].map((input) => input.value);
  const only = ids.length === 1 ? section.querySelector(`tr[data-row="${ids[0]}"] a[data-share]`) : null;
  if (only) openShare(only.getAttribute("href"), { opener: button });
  else openShare(button.getAttribute("formaction"), { ids, opener: button });
}

const plain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
