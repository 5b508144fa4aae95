// The lock of a row: resting on it, or pressing it, shows who may see the item.
import { make } from "../lib/page.js";

const REST = 300;
const LEAVE = 250;

export default function viewers(section, signal) {
  let timer;
  let shown = null;
  const close = () => {
    shown?.remove();
    shown = null;
  };
  const open = async (mark) => {
    if (shown?.dataset.of === mark.dataset.viewers) return;
    close();
    const bubble = make("div", { class: "sr-who-bubble", popover: "manual", role: "status" }, make("p", { class: "sr-help" }, "Who can see it …"));
    bubble.dataset.of = mark.dataset.viewers;
    shown = bubble;
    section.append(bubble);
    bubble.showPopover();
    place(bubble, mark);
    bubble.addEventListener("pointerenter", () => clearTimeout(timer));
    bubble.addEventListener("pointerleave", () => later(close, LEAVE));
    await fill(bubble, mark.dataset.viewers, signal);
    if (shown === bubble) place(bubble, mark);
  };
  const later = (act, wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  section.addEventListener("pointerover", (event) => {
    const mark = event.pointerType === "mouse" && event.target.closest("[data-viewers]");
    if (mark) later(() => open(mark), REST);
  }, { signal });
  section.addEventListener("pointerout", (event) => event.target.closest("[data-viewers]") && later(close, LEAVE), { signal });
  section.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-viewers]");
    if (mark) open(mark);
    else if (!event.target.closest(".sr-who-bubble")) close();
  }, { signal });
  section.addEventListener("focusout", (event) => event.target.matches("[data-viewers]") && later(close, LEAVE), { signal });
  section.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    event.stopPropagation();
    close();
  }, { signal, capture: true });
  signal.addEventListener("abort", close);
}

async function fill(bubble, address, signal) {
  try {
    const answer = await fetch(address, { signal, headers: { "HX-Request": "true", Accept: "text/html" } });
    const body = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (answer.ok) bubble.replaceChildren(...body.childNodes);
    else bubble.replaceChildren(make("p", { class: "sr-help" }, "Who can see it is told to those who may change it."));
  } catch {
    bubble.replaceChildren(make("p", { class: "sr-help" }, "The server can’t be reached."));
  }
}

function place(bubble, mark) {
  const at = mark.getBoundingClientRect();
  const below = at.bottom + bubble.offsetHeight + 8 < window.innerHeight;
  bubble.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - bubble.offsetHeight - 4)}px`;
  bubble.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - bubble.offsetWidth - 8))}px`;
}
