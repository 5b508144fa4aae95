// A field with a button that copies what stands in it.
import { copy } from "../lib/copy.js";

export default function copying(element, signal) {
  const field = element.querySelector("input");
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button, field);
  }, { signal });
}
