// A details element as a menu: closes on a click outside, on Escape and when focus leaves.
export default function menu(details, signal) {
  const close = () => {
    details.open = false;
  };
  document.addEventListener("click", (event) => !details.contains(event.target) && close(), { signal });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) close();
  }, { signal });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    close();
    details.querySelector("summary").focus();
  }, { signal });
}
