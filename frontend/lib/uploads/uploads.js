// The uploads of this page: Uppy with tus underneath, one instance per destination, one queue for all.
// Which file goes where is part of Uppy's instance id and so of the fingerprint by which an upload is
// resumed: the same photo on its way to two jobs stays two uploads.
import Uppy from "@uppy/core";
import Tus from "@uppy/tus";
import { RateLimitedQueue } from "@uppy/core/utils";
import { token } from "../csrf.js";
import { problemOf } from "../problem.js";
import { askAbout, isQuestion, WANTS_DIALOG } from "../question.js";
import { forget, patch, remember } from "../unfinished.js";
import { noteStored, offerUploads } from "./registry.js";
import { keepGoing } from "./soft-navigation.js";

const AT_ONCE = 3;
const CHUNK = 32 * 1024 * 1024;
const RETRY_WAITS = [500, 1000, 3000, 5000, 10_000, 20_000];
const HEARTBEAT = 5000;
const ASKED = "asked";
const LOST = "The connection was lost. What has arrived is safe; Retry goes on from there.";
const SIGNED_OUT = "You have been signed out. What has arrived is safe: sign in in another window, then retry.";
const SOMEBODY_ELSE = "Somebody else is signed in now. Sign in as before in another window, then retry.";

const queue = new RateLimitedQueue(AT_ONCE);
const destinations = new Map();
const uploads = new Map();

/** Tells "change" whenever an upload or its state changes. */
export const events = new EventTarget();

/** All uploads of this page in the order they came: {id, name, size, state, sent, speed, detail}. */
export const all = () => [...uploads.values()];

/** True while leaving the page would interrupt something. */
export const busy = () => all().some((one) => one.state === "waiting" || one.state === "sending");

/** Sends a file to `target` {parentId, or itemId for its next version, surface, endpoint, onClash, note}; `old` is the record that it continues. */
export function add(file, target, { old = "" } = {}) {
  const uppy = destination(target);
  const id = uppy.addFile({ name: file.name, type: file.type, data: file, meta: meta(file, target) });
  if (old && old !== id) forget(old);
  uploads.set(id, { id, uppy, target, name: file.name, size: file.size, state: "waiting", sent: 0, speed: 0, detail: "", beat: 0 });
  remember(id, file, target);
  changed();
}

function meta(file, { parentId, itemId, onClash, note = "" }) {
  // An answer to the question is put into the field later; empty is none.
  if (!itemId) return { parent_id: parentId, filename: file.name, on_clash: onClash, confirm: "" };
  return { item_id: itemId, filename: file.name, note, confirm: "" };
}

/** Pauses an upload, or lets it go on. */
export function pause(one) {
  one.state = one.uppy.pauseResume(one.id) ? "paused" : "sending";
  one.speed = 0;
  changed();
}

/** Tries again from the last byte that the server has; whoever was signed out has to be signed in again. */
export async function retry(one) {
  Object.assign(one, { state: "waiting", detail: "" });
  changed();
  const hindrance = one.signedOut ? await hindranceOf(one) : "";
  if (!uploads.has(one.id)) return;
  if (hindrance) {
    Object.assign(one, { state: "failed", detail: hindrance });
    changed();
    return;
  }
  one.signedOut = false;
  one.uppy.retryUpload(one.id);
  changed();
}

/** Asks who is signed in: a refused question for the offset would make the upload begin anew. */
async function hindranceOf(one) {
  try {
    const answer = await fetch("/api/v1/me", { headers: { Accept: "application/json", "X-Strongroom-Surface": one.target.surface } });
    if (answer.status === 401) return SIGNED_OUT;
    if (!answer.ok) return SOMEBODY_ELSE;
    const me = await answer.json();
    return [me.member_id, me.contact_id].includes(document.body.dataset.person) ? "" : SOMEBODY_ELSE;
  } catch {
    return LOST;
  }
}

/** Gives an upload up (the server drops what it has) or takes a finished one off the list. */
export function drop(one) {
  uploads.delete(one.id);
  forget(one.id);
  if (one.uppy.getFile(one.id)) one.uppy.removeFile(one.id);
  changed();
}

/** Takes all that is done off the list. */
export function dropDone() {
  for (const one of all()) if (one.state === "done") drop(one);
}

const changed = () => events.dispatchEvent(new Event("change"));

function destination(target) {
  const key = [document.body.dataset.person, target.surface, target.itemId ?? target.parentId, target.onClash].join("-");
  if (!destinations.has(key)) destinations.set(key, makeUppy(key, target));
  return destinations.get(key);
}

/** A question is no failure to complain of. */
const logger = { debug() {}, warn() {}, error: (text) => text === ASKED || console.error("[Uppy]", text) };

function makeUppy(key, target) {
  const uppy = new Uppy({ id: key, autoProceed: true, allowMultipleUploadBatches: true, logger });
  uppy.use(Tus, {
    endpoint: target.endpoint,
    chunkSize: CHUNK,
    retryDelays: RETRY_WAITS,
    removeFingerprintOnSuccess: true,
    // Uppy would send "undefined" for a field that the file has not.
    allowedMetaFields: target.itemId ? ["item_id", "filename", "note", "confirm"] : ["parent_id", "filename", "on_clash", "confirm"],
    headers: () => ({ "X-Strongroom-Surface": target.surface, ...WANTS_DIALOG }),
    onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token()),
    // tus takes any other refusal of its question for the offset to mean that nothing is there any more.
    onAfterResponse: (request, answer) => {
      if (answer.getStatus() === 401) throw new Error("signed out");
    },
    rateLimitedQueue: queue,
    // A full storage stays full, a question stays one: say so at once.
    onError: (error) => {
      if (isQuestion(xhrOf(error))) error.message = ASKED;
    },
    onShouldRetry: (error, attempt, options, usual) => ![401, 507].includes(xhrOf(error)?.status) && !isQuestion(xhrOf(error)) && usual(error),
  });
  uppy.on("upload-progress", (file, progress) => progressed(uploads.get(file.id), progress.bytesUploaded));
  uppy.on("upload-success", (file) => succeeded(uploads.get(file.id)));
  uppy.on("upload-error", (file, error, response) => failed(uploads.get(file?.id), error, response));
  uppy.on("complete", ({ successful }) => {
    // One that is tried again counts as successful in its first batch while it is on its way in another.
    const finished = (file) => (uploads.get(file.id)?.state ?? "done") === "done";
    for (const file of successful ?? []) if (finished(file) && uppy.getFile(file.id)) uppy.removeFile(file.id);
  });
  return uppy;
}

function progressed(one, sent) {
  if (!one || one.state === "done" || one.state === "paused") return;
  const now = performance.now();
  const seconds = (now - (one.at ?? now)) / 1000;
  if (seconds > 0.25 || one.at === undefined) {
    const speed = seconds ? (sent - one.sent) / seconds : 0;
    one.speed = one.speed ? one.speed * 0.75 + speed * 0.25 : speed;
    Object.assign(one, { at: now, sent });
  }
  one.state = "sending";
  if (Date.now() - one.beat > HEARTBEAT) {
    one.beat = Date.now();
    patch(one.id, { seen: one.beat, released: false });
  }
  changed();
}

function succeeded(one) {
  if (!one) return;
  Object.assign(one, { state: "done", sent: one.size, speed: 0 });
  forget(one.id);
  noteStored(one.target.itemId ?? one.target.parentId);
  changed();
}

const xhrOf = (error) => error?.originalRequest?.getUnderlyingObject?.();

/** The upload waits for the answer; it goes on with it, or is given up. */
async function ask(one, xhr) {
  Object.assign(one, { state: "waiting", speed: 0 });
  changed();
  const confirm = await askAbout(xhr);
  if (!uploads.has(one.id)) return;
  if (!confirm) {
    drop(one);
    return;
  }
  one.uppy.setFileMeta(one.id, { confirm });
  retry(one);
}

function failed(one, error, response) {
  if (!one) return;
  const xhr = response?.body?.xhr ?? xhrOf(error);
  if (isQuestion(xhr)) {
    ask(one, xhr);
    return;
  }
  const offline = !xhr || xhr.status === 0 || xhr.status >= 500 && xhr.status !== 507;
  one.state = "failed";
  one.lost = offline;
  one.signedOut = xhr?.status === 401;
  one.detail = offline
    ? LOST
    : one.signedOut ? SIGNED_OUT : problemOf(xhr).detail;
  if (!offline && !one.signedOut) forget(one.id);
  changed();
}

offerUploads({ events, all, pause, retry, drop, dropDone });
keepGoing(busy);
window.addEventListener("online", () => {
  for (const one of all()) if (one.state === "failed" && one.lost) retry(one);
  changed();
});
window.addEventListener("offline", changed);
window.addEventListener("pagehide", () => {
  for (const one of all()) if (one.state !== "done") patch(one.id, { released: true });
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const one of all()) patch(one.id, { released: false, seen: Date.now() });
});
