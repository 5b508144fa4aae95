// Thumbnails: shown over the type icon; asked for again while the server is still making them.
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
  let tries = 0;
  const address = image.getAttribute("src");
  const failed = async () => {
    image.dataset.missing = "";
    if (tries >= WAITS.length || !(await pending(address, signal))) return;
    setTimeout(() => {
      if (!signal.aborted) image.src = `${address}&try=${tries}`;
    }, WAITS[tries]);
    tries += 1;
  };
  image.addEventListener("error", failed, { signal });
  const arrived = () => delete image.dataset.missing;
  image.addEventListener("load", arrived, { signal });
  // What was answered before this script came sends no event any more.
  if (image.complete) (image.naturalWidth === 0 ? failed : arrived)();
}

/** True while the server answers 409: it will be there. Anything else means that there is none. */
async function pending(address, signal) {
  try {
    const answer = await fetch(address, { method: "GET", signal, headers: { Accept: "image/*" } });
    return answer.status === 409 || answer.ok;
  } catch {
    return false;
  }
}
