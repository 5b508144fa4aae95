// Links to files. The answer is saved because it is an attachment, so an error is shown as the page that it is: a browser
// that is told to save whatever comes (the attribute `download`) would keep the error under the file's name.
import { make } from "./page.js";

const questions = [];

/** Whether the link brings a file in place of a page. */
export function isFile(link) {
  return "download" in link.dataset || link.hasAttribute("download");
}

/** Adds a function that says whether leaving this page would ask something. */
export function leavingAsks(question) {
  questions.push(question);
}

/** Where leaving would ask, a file is looked for first, and this page is left only for what is none. Called once. */
export function watchFiles() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-download]");
    const modified = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || modified || event.defaultPrevented || !questions.some((asks) => asks())) return;
    event.preventDefault();
    save(link.href);
  });
}

async function save(address) {
  const answer = await fetch(address, { method: "HEAD" }).catch(() => null);
  if (!answer?.ok) {
    location.assign(address);
    return;
  }
  const file = make("a", { href: address, download: true, hidden: true });
  document.body.append(file);
  file.click();
  file.remove();
}
