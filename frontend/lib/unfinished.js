// Uploads that are not finished, remembered in this browser so that a reload or a crash loses nothing.
// What is small enough is kept whole; of the rest only the name, and the person picks the file again.
// Everything is keyed by the person and forgotten when they sign out.
const KEY = "strongroom.unfinished";
const TAB = "strongroom.tab";
const KEEP_WHOLE = 256e6;
const STALE = 30_000;
const DRAFT_LIVES = 24 * 3600e3;

/** This tab, the same after a reload. */
export function tab() {
  let id = sessionStorage.getItem(TAB);
  if (!id) {
    id = crypto.getRandomValues(new Uint32Array(2)).join("-");
    sessionStorage.setItem(TAB, id);
  }
  return id;
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function write(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // A full or forbidden storage only costs the offer to resume.
  }
}

/** Remembers an upload that begins; resolves when its bytes are kept, if they are. */
export async function remember(id, file, target) {
  const person = document.body.dataset.person;
  if (!person) return;
  const record = { id, person, tab: tab(), name: file.name, size: file.size, target, seen: Date.now(), kept: false };
  write({ ...read(), [id]: record });
  if (file.size > KEEP_WHOLE) return;
  try {
    await inStore("readwrite", (store) => store.put(file, id));
    patch(id, { kept: true });
  } catch {
    // No room: the name alone must do.
  }
}

/** Changes the record of an upload, if there is one. */
export function patch(id, changes) {
  const all = read();
  if (all[id]) write({ ...all, [id]: { ...all[id], ...changes } });
}

/** Forgets an upload: it is stored, or was given up. */
export function forget(id) {
  const { [id]: gone, ...rest } = read();
  if (!gone) return;
  write(rest);
  inStore("readwrite", (store) => store.delete(id)).catch(() => {});
}

/** Forgets everything, addresses of begun uploads included. */
export function forgetAll() {
  localStorage.removeItem(KEY);
  for (const name of Object.keys(localStorage)) if (name.startsWith("tus::")) localStorage.removeItem(name);
  indexedDB.deleteDatabase("strongroom");
}

/** This person's uploads that no open page is busy with. */
export function left() {
  const person = document.body.dataset.person;
  return Object.values(read()).filter(
    (record) => record.person === person && (record.released || Date.now() - record.seen > STALE),
  );
}

/** The kept bytes of an upload, or null. */
export async function keptFile(id) {
  try {
    return (await inStore("readonly", (store) => store.get(id))) ?? null;
  } catch {
    return null;
  }
}

/** Keeps a form with its files for this person, so that a phone that ends the page for its camera loses nothing; tells whether it is kept. */
export function keepDraft(name, draft) {
  return inStore("readwrite", (store) => store.put({ ...draft, at: Date.now() }, draftKey(name))).then(() => true, () => false);
}

/** The kept form, if it is not older than a day, or null. */
export async function keptDraft(name) {
  const draft = await keptFile(draftKey(name));
  return draft && Date.now() - draft.at < DRAFT_LIVES ? draft : null;
}

/** Forgets it: it has been sent. */
export function forgetDraft(name) {
  return inStore("readwrite", (store) => store.delete(draftKey(name))).catch(() => {});
}

function draftKey(name) {
  return `draft/${document.body.dataset.person}/${name}`;
}

function inStore(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("strongroom", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction("files", mode);
      const request = work(transaction.objectStore("files"));
      transaction.oncomplete = () => {
        database.close();
        resolve(request.result);
      };
      transaction.onabort = () => {
        database.close();
        reject(transaction.error);
      };
    };
  });
}
