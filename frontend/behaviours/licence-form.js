// The form of a licence: a new type on the spot, files that are chosen bit by bit, progress, errors at their fields.
import { onProblem } from "../lib/answers.js";
import { gatherFiles, tellProgress } from "../lib/evidence.js";
import { placeErrors } from "../lib/form-problems.js";

export default function licenceForm(form, signal) {
  offerNewType(form, signal);
  gatherFiles(form, signal);
  tellProgress(form, signal);
  onProblem(form, (problem) => placeErrors(form, problem));
}

/** Either a type of the list or the name of a new one: only one of the two is asked for. */
function offerNewType(form, signal) {
  const create = form.elements.namedItem("create");
  if (!create) return;
  const show = () => {
    form.elements.namedItem("type_id").closest(".sr-field").hidden = create.checked;
    form.querySelector(".sr-new-type").hidden = !create.checked;
  };
  create.addEventListener("change", () => {
    show();
    if (create.checked) form.elements.namedItem("new_type").focus();
  }, { signal });
  show();
}
