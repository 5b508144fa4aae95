// While something is being uploaded, links of this site change the page without leaving it, so that the
// uploads go on. What can't be followed that way is left to the browser, which asks before leaving.
import { bind } from "../behaviours.js";
import { mayLeave } from "../guard.js";
import { isFile, leavingAsks } from "../files.js";
import { make } from "../page.js";
import htmx from "htmx.org";

let soft = false;
let shown = location.href;

/** Starts watching; `busy()` says whether leaving would interrupt something. Called once. */
export function keepGoing(busy) {
  let download = false;
  leavingAsks(busy);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || !busy() || !plain(event, link)) return;
    event.preventDefault();
    visit(link.href, { push: true });
  });
  document.addEventListener("submit", (event) => {
    download = event.submitter?.matches("[data-archive]") ?? false;
    setTimeout(() => {
      download = false;
    }, 1000);
  });
  window.addEventListener("beforeunload", (event) => busy() && !download && event.preventDefault());
  window.addEventListener("popstate", () => soft && goBack());
}

/** The address is that of the other page already when one stays. */
async function goBack() {
  if (await mayLeave()) visit(location.href, { push: false });
  else history.pushState({ soft: true }, "", shown);
}

/** A plain click on a link within this site that is not a download. */
function plain(event, link) {
  const modified = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const elsewhere = link.origin !== location.origin || isFile(link) || link.target;
  const here = link.pathname === location.pathname && link.search === location.search && link.hash;
  return !modified && !elsewhere && !here;
}

async function visit(address, { push }) {
  const page = await fetchPage(address);
  if (!page) {
    location.assign(address);
    return;
  }
  const next = page.document.getElementById("page");
  await bringSheets(page.document);
  soft = true;
  shown = page.url;
  if (push) history.pushState({ soft: true }, "", page.url);
  document.title = page.document.title;
  document.body.className = page.document.body.className;
  htmx.swap("#page", next.outerHTML, { swapStyle: "outerHTML" });
  const now = document.getElementById("page");
  bind(now);
  window.scrollTo(0, 0);
  document.getElementById("content")?.focus({ preventScroll: true });
}

/** Loads the style sheets that the next page has and this one has not; those of this page stay, for the tray. */
function bringSheets(next) {
  const linked = (page) => [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => link.href);
  const here = new Set(linked(document));
  return Promise.all(linked(next).filter((address) => !here.has(address)).map(load));
}

function load(address) {
  return new Promise((resolve) => {
    const link = make("link", { rel: "stylesheet", href: address });
    for (const end of ["load", "error"]) link.addEventListener(end, resolve, { once: true });
    document.head.append(link);
  });
}

/** The parsed page, or null for what is no page with our frame (a file, an error of the network). */
async function fetchPage(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return null;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const same = parsed.body.dataset.person === document.body.dataset.person && parsed.getElementById("page");
    return same ? { document: parsed, url: answer.url } : null;
  } catch {
    return null;
  }
}
