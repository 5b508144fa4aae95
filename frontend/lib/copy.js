// Copies a text to the clipboard: the new way, else the old one, else it is marked for Ctrl+C.

const STAY = 2500;

/** Copies what `button` carries in data-copy and says so at the button; `field` shows the same text, perhaps. */
export async function copy(button, field = null) {
  const text = button.dataset.copy;
  const done = (await written(text)) || copiedBySelection(button, text);
  if (!done && field?.value === text) field.select();
  say(button, done ? "Copied" : "Press Ctrl+C to copy", done);
}

async function written(text) {
  if (!navigator.clipboard || !window.isSecureContext) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Through a field that is there for a moment, inside the dialog: outside of it nothing takes the focus. */
function copiedBySelection(button, text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "visually-hidden";
  button.after(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    done = false;
  }
  field.remove();
  focused?.focus();
  return done;
}

/** Says it beside the button, for eyes and ears: the page's announcer is out of reach of a dialog. */
function say(button, text, done) {
  button.parentElement.querySelector(".sr-copied")?.remove();
  const note = document.createElement("span");
  note.className = "sr-copied";
  note.setAttribute("role", "status");
  button.after(note);
  button.toggleAttribute("data-copied", done);
  requestAnimationFrame(() => {
    note.textContent = text;
  });
  setTimeout(() => {
    note.remove();
    button.removeAttribute("data-copied");
  }, STAY);
}
