// The section that shares a document: copying, the password's field, openings below a line, and where the focus goes.
import { copy } from "../lib/copy.js";

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 3;
const GROUP = 4;
let kept = null;

export default function share(section, signal) {
  const wanted = kept;
  kept = null;
  section.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.target === section) kept = event.target.closest("[data-keep]")?.dataset.keep ?? "";
  }, { signal });
  section.addEventListener("click", (event) => {
    const target = event.target.closest("[data-copy], [data-reveal], [data-generate]");
    if (!target) return;
    if (target.matches("[data-copy]")) copy(target, section.querySelector("[data-address]"));
    if (target.matches("[data-reveal]")) reveal(section, target.getAttribute("aria-pressed") !== "true");
    if (target.matches("[data-generate]")) generate(section);
  }, { signal });
  // Before htmx hears of it: what is open is closed without asking the server.
  section.addEventListener("click", (event) => fold(section, event), { signal, capture: true });
  section.addEventListener("htmx:afterSettle", () => markOpen(section), { signal });
  markOpen(section);
  if (wanted !== null) focus(section, wanted);
}

/** After an answer: the new address, else what is wrong or was done, else where the focus was. */
function focus(section, name) {
  const address = section.querySelector("[data-focus]");
  const place = section.querySelector("[aria-invalid=true]")
    ?? section.querySelector("[data-problem]")
    ?? address
    ?? section.querySelector("[data-said]")
    ?? (name ? section.querySelector(`[data-keep="${CSS.escape(name)}"]`) : null)
    ?? section.querySelector("h2, h3");
  place?.closest("details")?.setAttribute("open", "");
  place?.focus();
  if (place === address) place?.select();
}

function reveal(section, on) {
  const input = section.querySelector("[data-password]");
  const button = section.querySelector("[data-reveal]");
  input.type = on ? "text" : "password";
  button.setAttribute("aria-pressed", String(on));
}

/** A password without letters that look alike, in groups that can be read out. */
function generate(section) {
  const input = section.querySelector("[data-password]");
  const groups = Array.from({ length: GROUPS }, () => Array.from({ length: GROUP }, letter).join(""));
  input.value = groups.join("-");
  reveal(section, true);
  input.focus();
  input.select();
}

function letter() {
  // What lies beyond the last whole multiple would favour the first letters.
  const fair = 256 - (256 % LETTERS.length);
  for (;;) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < fair) return LETTERS[byte % LETTERS.length];
  }
}

const rowOf = (section, link) => section.querySelector(link.getAttribute("hx-target"));

function fold(section, event) {
  const link = event.target.closest("[data-openings]");
  const row = link ? rowOf(section, link) : null;
  if (!row || row.hidden) return;
  event.preventDefault();
  event.stopPropagation();
  row.hidden = true;
  markOpen(section);
}

function markOpen(section) {
  for (const link of section.querySelectorAll("[data-openings]")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", String(rowOf(section, link)?.hidden === false));
  }
}
