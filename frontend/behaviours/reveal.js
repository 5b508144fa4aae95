// Shows what is typed into a password field while the button is pressed in; sent, it is hidden again.
export default function reveal(box, signal) {
  const field = box.querySelector("input");
  const button = box.querySelector("button");
  const show = (on) => {
    field.type = on ? "text" : "password";
    button.setAttribute("aria-pressed", String(on));
  };
  button.addEventListener("click", () => show(field.type === "password"), { signal });
  // Or the browser would keep it among what was typed into text fields.
  field.form?.addEventListener("submit", () => show(false), { signal });
}
