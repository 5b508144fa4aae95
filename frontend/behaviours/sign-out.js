// Signing out also forgets unfinished uploads, so that the next person at this browser learns nothing of them.
import { forgetAll } from "../lib/unfinished.js";

export default function signOut(form, signal) {
  form.addEventListener("submit", () => forgetAll(), { signal });
}
