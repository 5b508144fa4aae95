// A search form whose choices apply at once.
export default function autoSubmit(form, signal) {
  form.addEventListener("change", (event) => event.target.matches("select") && form.requestSubmit(), { signal });
}
