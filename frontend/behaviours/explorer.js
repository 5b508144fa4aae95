// The page of a project's folder: the tree can be put away, and stays away; a place found by name is chosen.
const KEY = "strongroom.folders";

export default function explorer(page, signal) {
  const button = page.querySelector("[data-fold-side]");
  const show = (folded) => {
    page.classList.toggle("is-folded", folded);
    button?.setAttribute("aria-expanded", String(!folded));
  };
  show(kept() === "folded");
  button?.addEventListener("click", () => {
    const folded = !page.classList.contains("is-folded");
    keep(folded ? "folded" : "open");
    show(folded);
  }, { signal });
  const found = document.getElementById("place-tree");
  found?.addEventListener("click", (event) => pick(event.target.closest("[data-found] [role=option]")), { signal });
  found?.addEventListener("keydown", (event) => {
    const option = event.target.closest("[data-found] [role=option]");
    if (!option) return;
    const next = { ArrowDown: option.nextElementSibling, ArrowUp: option.previousElementSibling }[event.key];
    if (next) move(option, next);
    if (event.key === " " || event.key === "Enter") pick(option);
    if (next || event.key === " " || event.key === "Enter" || event.key.startsWith("Arrow")) event.preventDefault();
  }, { signal });
}

// A browser that keeps nothing shows the tree each time.
function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(state) {
  try {
    localStorage.setItem(KEY, state);
  } catch {
    // as above
  }
}

function move(from, to) {
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

function pick(option) {
  if (!option) return;
  for (const one of option.parentElement.children) one.setAttribute("aria-selected", String(one === option));
  option.dispatchEvent(new CustomEvent("strongroom:picked", { bubbles: true, detail: { id: option.dataset.folder, label: option.dataset.label } }));
}
