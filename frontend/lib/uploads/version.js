// Sends a file as the next version of another.
import { toast } from "../page.js";

/** Hands the file to the tray; `target` {itemId, surface, endpoint, note}. */
export async function sendVersion(file, { itemId, surface, endpoint, note = "" }) {
  if (file.size === 0) {
    toast(`“${file.name}” is empty, so it was not uploaded.`, { level: "error" });
    return;
  }
  const uploads = await import("./uploads.js").catch(() => null);
  if (!uploads) {
    toast("The upload could not begin. Nothing was changed; please reload the page and try again.", { level: "error" });
    return;
  }
  uploads.add(file, { itemId, surface, note, endpoint: new URL(endpoint, location.href).href, onClash: "version" });
}
