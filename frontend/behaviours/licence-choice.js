// A select of many choices becomes a field to type in (an ARIA combobox). The select stays what is sent.
import { icon, make } from "../lib/page.js";

const MOST = 50;

export default function licenceChoice(box, signal) {
  const select = box.querySelector("select");
  const choices = [...select.options].filter((option) => option.value);
  const list = make("ul", { id: `${select.id}_list`, class: "sr-combo-list", role: "listbox", "aria-label": "Choices", hidden: true });
  const input = fieldFor(select, list, box.dataset.hint);
  let shown = [];
  let at = -1;

  const words = () => select.selectedOptions[0]?.value ? select.selectedOptions[0].text : "";
  const open = (typed) => {
    const wanted = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const found = choices.filter((one) => wanted.every((word) => one.text.toLocaleLowerCase().includes(word)));
    shown = found.slice(0, MOST);
    list.replaceChildren(...shown.map((one, index) => choice(one, `${list.id}_${index}`)), ...note(found.length));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(typed ? 0 : shown.findIndex((one) => one.selected));
  };
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    at = shown.length ? Math.max(-1, Math.min(index, shown.length - 1)) : -1;
    [...list.children].forEach((item, place) => item.ariaDisabled || item.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${list.id}_${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (option) => {
    select.value = option?.value ?? "";
    input.value = words();
    select.dispatchEvent(new Event("change", { bubbles: true }));
    close();
  };
  const leave = () => {
    const typed = input.value.trim().toLocaleLowerCase();
    const same = choices.filter((one) => one.text.toLocaleLowerCase() === typed);
    if (!typed) choose(null);
    else if (same.length) choose(same.find((one) => one.selected) ?? same[0]);
    else if (shown.length === 1 && !list.hidden) choose(shown[0]);
    else input.value = words();
    close();
  };

  input.value = words();
  input.addEventListener("input", () => open(input.value), { signal });
  input.addEventListener("click", () => list.hidden && open(""), { signal });
  input.addEventListener("focus", () => input.select(), { signal });
  input.addEventListener("blur", leave, { signal });
  input.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      event.preventDefault();
      if (list.hidden) open("");
      else mark(at + moves[event.key]);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      if (at >= 0) choose(shown[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      input.value = words();
      close();
    }
  }, { signal });
  // The field keeps the focus while something is chosen with the mouse.
  list.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
  list.addEventListener("click", (event) => {
    const item = event.target.closest('li[role="option"]:not([aria-disabled])');
    if (item) choose(shown[[...list.children].indexOf(item)]);
  }, { signal });
}

/** Makes the field in the select's place: it takes its id, so that the label and the error are its own. */
function fieldFor(select, list, hint) {
  const input = make("input", {
    id: select.id,
    class: "form-control",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: hint,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-describedby": select.getAttribute("aria-describedby"),
    "aria-invalid": select.getAttribute("aria-invalid"),
  });
  select.id = `${select.id}_value`;
  select.hidden = true;
  select.after(input, icon("chevron-down"), list);
  return input;
}

function choice(option, id) {
  return make("li", { id, role: "option", "aria-selected": "false" }, option.text);
}

function note(count) {
  const text = count === 0 ? "Nothing matches" : count > MOST ? `${count - MOST} more: please type further letters` : "";
  return text ? [make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, text)] : [];
}
