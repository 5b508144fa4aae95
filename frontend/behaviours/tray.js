// The upload tray at the lower right: what is on its way, how fast, and pause, retry, cancel for each.
// It also offers what was left unfinished when the page was closed or the browser crashed.
import { announce, filename, icon, make, megabytes } from "../lib/page.js";
import { whenUploads } from "../lib/uploads/registry.js";
import { forget, keptFile, left, tab } from "../lib/unfinished.js";

const LINGER = 6000;

export default async function tray(element) {
  const view = new Tray(element);
  whenUploads((uploads) => view.watch(uploads));
  for (const record of left()) await view.offer(record);
}

class Tray {
  constructor(element) {
    this.element = element;
    this.rows = new Map();
    this.offers = new Map();
    this.uploads = null;
    this.said = "";
    this.title = make("h2", {}, "Uploads");
    this.summary = make("p");
    this.meter = make("progress", { max: 1, value: 0, "aria-label": "All uploads" });
    this.files = make("ul", { class: "sr-tray-files" });
    this.fold = this.#button("chevron-down", "Fold", () => this.#toggle());
    this.fold.setAttribute("aria-expanded", "true");
    const close = this.#button("x", "Close", () => this.#close());
    this.closer = close;
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", "Uploads");
    element.append(
      make("div", { class: "sr-tray-head" }, make("div", { class: "sr-tray-title" }, this.title, this.summary), this.fold, close),
      this.meter,
      this.files,
    );
    new ResizeObserver(() => this.#giveRoom()).observe(element);
  }

  /** The page and the drawer end that much lower, so that nothing of them stays under the tray. */
  #giveRoom() {
    document.documentElement.style.setProperty("--sr-tray-room", `${this.element.offsetHeight}px`);
  }

  /** Shows the uploads of the module that has just begun work. */
  watch(uploads) {
    if (this.uploads) return;
    this.uploads = uploads;
    uploads.events.addEventListener("change", () => this.#later());
    this.#later();
  }

  /** Goes on by itself where this tab has the bytes; else asks for the file, or whether to go on. */
  async offer(record) {
    const file = record.kept ? await keptFile(record.id) : null;
    if (file && record.tab === tab()) {
      await this.#continue(record, file);
      return;
    }
    this.offers.set(record.id, this.#offerRow(record, file));
    this.#draw();
  }

  #offerRow(record, file) {
    const picker = make("input", { type: "file", hidden: true });
    const state = make("p", { class: "sr-upload-state" }, file ? "Not finished." : "Not finished. Choose the file again to go on where it stopped.");
    picker.addEventListener("change", () => {
      const chosen = picker.files[0];
      if (chosen?.name === record.name && chosen.size === record.size) this.#continue(record, chosen);
      else if (chosen) state.textContent = "That is another file. Please choose the one with this name.";
    });
    const go = file ? () => this.#continue(record, file) : () => picker.click();
    const give = () => {
      forget(record.id);
      this.offers.delete(record.id);
      this.#draw();
    };
    return make(
      "li",
      { class: "sr-upload is-waiting" },
      make("span", { class: "sr-upload-name" }, filename(record.name)),
      state,
      make("span", { class: "sr-upload-actions" }, this.#button("player-play", `Continue ${record.name}`, go), this.#button("x", `Give up ${record.name}`, give)),
      picker,
    );
  }

  async #continue(record, file) {
    this.offers.delete(record.id);
    const uploads = await import("../lib/uploads/uploads.js");
    uploads.add(file, record.target, { old: record.id });
  }

  #toggle() {
    const folded = this.element.classList.toggle("is-folded");
    this.fold.setAttribute("aria-expanded", String(!folded));
    this.fold.replaceChildren(icon(folded ? "chevron-up" : "chevron-down"));
  }

  #close() {
    this.uploads?.dropDone();
    this.offers.clear();
    this.#draw();
  }

  #later() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.#draw();
    });
  }

  #draw() {
    const list = this.uploads?.all() ?? [];
    this.element.hidden = !list.length && !this.offers.size;
    for (const [id, row] of this.rows) {
      if (list.some((one) => one.id === id)) continue;
      this.rows.delete(id);
      row.element.remove();
    }
    for (const one of list) {
      if (!this.rows.has(one.id)) this.rows.set(one.id, this.#uploadRow(one));
      this.rows.get(one.id).show(one);
    }
    for (const row of this.files.querySelectorAll(".is-waiting:not([data-upload])")) if (![...this.offers.values()].includes(row)) row.remove();
    this.files.append(...this.offers.values());
    this.#head(list);
  }

  #head(list) {
    const open = list.filter((one) => ["waiting", "sending", "paused"].includes(one.state));
    const failed = list.filter((one) => one.state === "failed");
    const total = list.reduce((sum, one) => sum + one.size, 0);
    const sent = list.reduce((sum, one) => sum + Math.min(one.sent, one.size), 0);
    const speed = open.reduce((sum, one) => sum + (one.state === "sending" ? one.speed : 0), 0);
    this.title.textContent = title(list, open, failed, this.offers.size);
    this.summary.textContent = open.length ? `${megabytes(sent)} of ${megabytes(total)}${speed ? ` · ${megabytes(speed)}/s` : ""}` : "";
    this.meter.hidden = !open.length;
    this.meter.value = total ? sent / total : 0;
    this.closer.hidden = open.length > 0;
    this.#say(open, failed, list, total ? sent / total : 0);
    clearTimeout(this.timer);
    if (list.length && !open.length && !failed.length && !this.offers.size) this.timer = setTimeout(() => this.#leave(), LINGER);
  }

  /** All done: the tray goes, unless somebody is in it. */
  #leave() {
    if (this.element.matches(":hover, :focus-within")) this.timer = setTimeout(() => this.#leave(), LINGER);
    else this.#close();
  }

  /** Begin, each quarter, the end and every failure are heard; never each percent. */
  #say(open, failed, list, share) {
    const quarter = Math.floor(share * 4) * 25;
    let text = "";
    if (failed.length) text = `${failed[0].name}: ${failed[0].detail}`;
    else if (open.length) text = quarter ? `${quarter} percent uploaded` : `Uploading ${files(open.length)}`;
    else if (list.length) text = `${files(list.length)} attached`;
    if (text && text !== this.said) announce(text, { urgent: failed.length > 0 });
    this.said = text;
  }

  #uploadRow(one) {
    const state = make("p", { class: "sr-upload-state" });
    const meter = make("progress", { max: one.size || 1, value: 0, "aria-label": one.name });
    const pause = this.#button("player-pause", `Pause ${one.name}`, () => this.uploads.pause(one));
    const retry = this.#button("refresh", `Retry ${one.name}`, () => this.uploads.retry(one));
    const cancel = this.#button("x", `Cancel ${one.name}`, () => this.uploads.drop(one));
    const element = make(
      "li",
      { class: "sr-upload", "data-upload": one.name },
      make("span", { class: "sr-upload-name" }, filename(one.name)),
      state,
      make("span", { class: "sr-upload-actions" }, pause, retry, cancel),
      meter,
    );
    this.files.append(element);
    const show = (now) => {
      element.className = `sr-upload is-${now.state}`;
      element.dataset.state = now.state;
      state.textContent = words(now);
      meter.value = now.sent;
      label(pause, now.state === "paused" ? "player-play" : "player-pause", `${now.state === "paused" ? "Resume" : "Pause"} ${now.name}`);
      pause.hidden = !["sending", "paused"].includes(now.state);
      retry.hidden = now.state !== "failed";
      label(cancel, "x", `${now.state === "done" ? "Dismiss" : "Cancel"} ${now.name}`);
    };
    return { element, show, remove: () => element.remove() };
  }

  #button(symbol, text, action) {
    const button = make("button", { class: "sr-icon-button", type: "button" });
    label(button, symbol, text);
    button.addEventListener("click", action);
    return button;
  }
}

function label(button, symbol, text) {
  if (button.getAttribute("aria-label") === text) return;
  button.setAttribute("aria-label", text);
  button.title = text.split(" ")[0];
  button.replaceChildren(icon(symbol));
}

const files = (count) => (count === 1 ? "1 file" : `${count} files`);

function title(list, open, failed, offers) {
  if (open.length) return `Uploading ${files(open.length)}`;
  if (failed.length) return `${files(failed.length)} not uploaded`;
  if (offers) return "Unfinished uploads";
  return `${files(list.length)} attached`;
}

function words({ state, sent, size, speed, detail, lost }) {
  if (state === "done") return `Done · ${megabytes(size)}`;
  if (!navigator.onLine && (lost || ["waiting", "sending"].includes(state))) return `Waiting for the connection · ${megabytes(sent)} of ${megabytes(size)}`;
  if (state === "failed") return detail;
  if (state === "paused") return `Paused · ${megabytes(sent)} of ${megabytes(size)}`;
  if (state === "waiting") return `Waiting · ${megabytes(size)}`;
  const remaining = speed > 0 ? Math.ceil((size - sent) / speed) : 0;
  const rest = remaining > 90 ? ` · ${Math.round(remaining / 60)} min left` : remaining > 2 ? ` · ${remaining} s left` : "";
  return `${megabytes(sent)} of ${megabytes(size)}${rest}`;
}
