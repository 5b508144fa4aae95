// Thumbnails: shown over the type icon; asked for again while the server is still making them, one request a time.
const WAITS = [1500, 3000, 6000, 12000, 24000];

export default function previews(element, signal) {
  const watchAll = (part) => {
    for (const image of part.querySelectorAll("img[data-preview]")) watch(image, signal);
  };
  watchAll(element);
  // Rows that a lengthened list gets later.
  element.addEventListener("htmx:load", (event) => event.target !== element && watchAll(event.target), { signal });
}

function watch(image, signal) {
  const address = image.getAttribute("src");
  let waiting = false;
  const failed = () => {
    image.dataset.missing = "";
    if (!waiting) wait(0);
    waiting = true;
  };
  const wait = (tries) => {
    if (tries < WAITS.length) setTimeout(ask, WAITS[tries], tries);
  };
  const ask = async (tries) => {
    if (signal.aborted || !image.isConnected) return;
    const answer = await asked(address, signal);
    if (answer === READY) image.src = `${address}&try=${tries}`;
    else if (answer === PENDING) wait(tries + 1);
    else download(image);
  };
  const arrived = () => {
    delete image.dataset.missing;
    image.dataset.shown = "";
  };
  image.addEventListener("error", failed, { signal });
  image.addEventListener("load", arrived, { signal });
  // What was answered before this script came sends no event any more.
  if (image.complete) (image.naturalWidth === 0 ? failed : arrived)();
}

const [READY, PENDING, NONE] = ["ready", "pending", "none"];

/** 409: it will be there. Anything else means that there is none; a lost connection tells nothing yet. */
async function asked(address, signal) {
  try {
    const { ok, status } = await fetch(address, { signal, headers: { Accept: "image/*" } });
    return ok ? READY : status === 409 ? PENDING : NONE;
  } catch {
    return PENDING;
  }
}

/** Where there will be no picture a click on the name downloads, as the list says when it is asked for again. */
function download(image) {
  const link = image.closest("[data-row]")?.querySelector("a[data-picture]");
  link?.removeAttribute("data-picture");
  link?.setAttribute("download", "");
}
