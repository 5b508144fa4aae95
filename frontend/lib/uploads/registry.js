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
