// Thumbnails: shown over the type icon; asked for again while the server is still making them.
const WAITS = [1500, 3000, 6000, 12000, 24000];

export default function previews(element, signal) {
  for (const image of element.querySelectorAll("img[data-preview]")) {
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
    image.addEventListener("load", () => delete image.dataset.missing, { signal });
    if (image.complete && image.naturalWidth === 0) failed();
  }
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
