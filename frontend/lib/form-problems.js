// Errors of a form that stays on the page: each stands at its field, what was typed and chosen stays.
import { announce, icon, make } from "./page.js";

/** Puts each error of a problem at its field and the focus on the first; false if none has a place there. */
export function placeErrors(form, { detail, errors = {} }) {
  clearErrors(form);
  const wrong = Object.entries(errors).flatMap(([name, sentence]) => {
    const field = visible(form, name);
    if (field) mark(field, name, sentence);
    return field ? [field] : [];
  });
  wrong[0]?.focus();
  if (wrong.length) announce(detail, { urgent: true });
  return wrong.length > 0;
}

/** Takes all errors away. */
export function clearErrors(form) {
  for (const old of form.querySelectorAll(".sr-field-error, .sr-alert-error")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/** The control that a person sees for the name; the select behind a field to type in is hidden. */
function visible(form, name) {
  const named = form.elements.namedItem(name);
  const field = (named instanceof RadioNodeList ? named[0] : named)?.closest(".sr-field");
  return field?.querySelector("input:not([hidden], [type=hidden]), select:not([hidden]), textarea");
}

function mark(field, name, sentence) {
  const id = `${name}-problem`;
  const described = (field.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((one) => one && one !== id);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [...described, id].join(" "));
  const place = field.closest(".sr-field");
  place.append(make("p", { class: "sr-field-error", id }, icon("alert-circle"), make("span", {}, sentence)));
}
