// From signing in to a forgotten password: the e-mail that was typed comes along, in this window and in no address.
const KEY = "strongroom-email";

export default function carryEmail(form, signal) {
  const field = form.querySelector("input[type=email]");
  const carried = sessionStorage.getItem(KEY);
  if (carried && !field.value) field.value = carried;
  sessionStorage.removeItem(KEY);
  form.addEventListener("click", (event) => {
    if (event.target.closest("a") && field.value.trim()) sessionStorage.setItem(KEY, field.value.trim());
  }, { signal });
}
