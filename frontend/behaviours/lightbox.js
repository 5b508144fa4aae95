// A click on the name of an image opens it over the page, with next and previous.
import "../styles/lightbox.css";
import PhotoSwipe from "photoswipe";
import { filename, icon } from "../lib/page.js";

const LONGER_EDGE = 1600;
const WAITS = [1500, 3000, 6000, 12000];

export default function lightbox(element, signal) {
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-picture]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    open([...element.querySelectorAll("a[data-picture]")], link);
  }, { signal });
}

function open(links, chosen) {
  const box = new PhotoSwipe({
    dataSource: links.map(slide),
    index: links.indexOf(chosen),
    bgOpacity: 0.97,
    showHideAnimationType: "none",
    loop: links.length > 1,
    padding: { top: 60, bottom: 16, left: 16, right: 16 },
    closeTitle: "Close",
    zoomTitle: "Zoom",
    arrowPrevTitle: "Previous",
    arrowNextTitle: "Next",
    errorMsg: "There is no picture of this file. You can still download it.",
  });
  box.on("uiRegister", () => {
    box.ui.registerElement({ name: "picture-name", order: 6, isButton: false, onInit: (holder) => follow(box, holder, name) });
    box.ui.registerElement({ name: "picture-download", order: 8, isButton: true, tagName: "a", title: "Download", onInit: (holder) => follow(box, holder, download) });
  });
  box.on("loadComplete", ({ content }) => measure(box, content));
  box.on("loadError", ({ content }) => retry(box, content));
  box.on("firstUpdate", () => box.element.setAttribute("aria-label", "Pictures"));
  box.init();
}

/** What PhotoSwipe needs; the size is guessed from the thumbnail until the picture is there. */
function slide(link) {
  const thumb = link.closest("[data-row]").querySelector("img[data-preview]");
  const [width, height] = [thumb?.naturalWidth || 4, thumb?.naturalHeight || 3];
  const scale = LONGER_EDGE / Math.max(width, height);
  return {
    src: picture(link, LONGER_EDGE),
    msrc: thumb?.naturalWidth ? picture(link, 256) : undefined,
    width: Math.round(width * scale),
    height: Math.round(height * scale),
    alt: link.getAttribute("aria-label") ?? link.textContent,
    href: link.href,
    tries: 0,
  };
}

/** The copy of a picture, which lies beside its content. */
const picture = (link, size) => link.getAttribute("href").replace(/content$/, `preview?size=${size}`);

/** Once the picture is loaded its own size counts. */
function measure(box, content) {
  const { naturalWidth, naturalHeight } = content.element ?? {};
  if (!naturalWidth || (naturalWidth === content.data.width && naturalHeight === content.data.height)) return;
  Object.assign(box.options.dataSource[content.index], { width: naturalWidth, height: naturalHeight });
  setTimeout(() => box.refreshSlideContent(content.index));
}

/** While the server still makes the copy it answers 409: ask again. */
async function retry(box, content) {
  const item = box.options.dataSource[content.index];
  const address = item.src;
  const answer = await fetch(address).catch(() => null);
  if (answer?.status !== 409 || item.tries >= WAITS.length || box.isDestroying) return;
  content.element.querySelector(".pswp__error-msg")?.replaceChildren("The picture is being prepared …");
  setTimeout(() => {
    item.src = `${address.replace(/&try=\d+$/, "")}&try=${item.tries}`;
    if (!box.isDestroying) box.refreshSlideContent(content.index);
  }, WAITS[item.tries]);
  item.tries += 1;
}

function follow(box, holder, show) {
  box.on("change", () => show(holder, box.currSlide.data));
}

function name(holder, data) {
  holder.className = "sr-picture-name";
  holder.replaceChildren(filename(data.alt));
}

function download(holder, data) {
  holder.classList.add("sr-picture-download");
  holder.href = data.href;
  holder.setAttribute("data-download", "");
  holder.setAttribute("aria-label", "Download");
  if (!holder.firstChild) holder.append(icon("download"));
}
