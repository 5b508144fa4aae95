// Choosing several people in a row: a pick moves from what was found to what is chosen; × takes it back.
import { announce } from "../lib/page.js";

export default function people(form, signal) {
  const chosen = form.querySelector("[data-chosen]");
  const search = form.querySelector("input[type=search]");
  const update = () => {
    chosen.hidden = !chosen.children.length;
    for (const button of form.querySelectorAll("[data-needs-choice]")) button.disabled = chosen.hidden;
  };
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-person]")) return;
    pick(form, chosen, event.target);
    update();
    search.focus();
  }, { signal });
  // Enter in the search field must not send the form.
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault(), { signal });
  form.addEventListener("htmx:afterSettle", () => hideChosen(form, chosen), { signal });
  hideChosen(form, chosen);
  update();
}

function pick(form, chosen, input) {
  const row = input.closest("li");
  const name = row.querySelector(".sr-entry-name").firstElementChild.textContent;
  if (input.checked) chosen.append(row);
  else row.remove();
  hideEmpty(form);
  announce(input.checked ? `${name} chosen` : `${name} no longer chosen`);
  const preview = form.querySelector("[hx-trigger^=picked]");
  if (preview) {
    // What was confirmed by an older preview is not this choice.
    preview.replaceChildren();
    form.dispatchEvent(new CustomEvent("picked"));
  }
  if (!input.checked) form.querySelector("input[type=search]").dispatchEvent(new Event("search"));
}

/** What is chosen is not offered again. */
function hideChosen(form, chosen) {
  const values = new Set([...chosen.querySelectorAll("[data-person]")].map((input) => input.value));
  for (const input of form.querySelectorAll("#panel-people [data-person]")) {
    if (values.has(input.value)) input.closest("li").remove();
  }
  hideEmpty(form);
}

/** A heading over nothing goes. */
function hideEmpty(form) {
  for (const list of form.querySelectorAll("#panel-people ul")) {
    list.hidden = !list.children.length;
    if (list.previousElementSibling) list.previousElementSibling.hidden = list.hidden;
  }
}
