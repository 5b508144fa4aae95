// Where the tray finds the uploads module, whichever of the two is loaded first (Uppy comes only when needed).
let current = null;
const waiting = [];

/** Called once by the uploads module. */
export function offerUploads(uploads) {
  current = uploads;
  for (const tell of waiting.splice(0)) tell(current);
}

/** Calls back with the uploads module, now or when it is loaded. */
export function whenUploads(tell) {
  if (current) tell(current);
  else waiting.push(tell);
}

const stored = new Set();

/** Says that a folder has got a file; kept until a list of that folder has taken note. */
export function noteStored(parentId) {
  stored.add(parentId);
  document.dispatchEvent(new CustomEvent("strongroom:stored"));
}

/** True once after something was stored in the folder: the list must be fetched anew. */
export const takeStored = (parentId) => stored.delete(parentId);
