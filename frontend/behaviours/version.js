// A new version of the file in the drawer, through the tray. The drawer is drawn anew when it is stored.
import { sendVersion } from "../lib/uploads/version.js";

export default function version(form, signal) {
  const input = form.querySelector("[data-version-file]");
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.value = "";
    const { item, surface, endpoint } = form.dataset;
    if (file) sendVersion(file, { itemId: item, surface, endpoint, note: form.elements.note.value.trim() });
  }, { signal });
}
