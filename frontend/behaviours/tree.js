// The folder tree (WAI-ARIA pattern "navigation treeview"), beside the list or for choosing a place.
// What a person opened stays open on the next page of the same project; after a change it is drawn anew.
import htmx from "htmx.org";
import { isQuestion } from "../lib/question.js";

export default function tree(element, signal) {
  const picking = "picking" in element.dataset;
  element.addEventListener("click", (event) => clicked(event, element, picking), { signal });
  element.addEventListener("keydown", (event) => pressed(event, element, picking) && event.preventDefault(), { signal });
  element.addEventListener("focusin", (event) => event.target.matches(".sr-node") && makeActive(element, event.target), { signal });
  makeActive(element, element.querySelector("[aria-current]") ?? nodes(element)[0], { quiet: true });
  if (picking) return;
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && !isQuestion(detail.xhr) && detail.requestConfig.verb !== "get" && detail.target?.id === "documents") reload(element);
  }, { signal });
  document.addEventListener("strongroom:item-changed", () => reload(element), { signal });
  const missing = remembered(element).filter((id) => find(element, id)?.getAttribute("aria-expanded") === "false");
  if (missing.length) reload(element);
}

const nodes = (element) => [...element.querySelectorAll(".sr-node")].filter((node) => node.offsetParent !== null);
const find = (element, id) => element.querySelector(`.sr-node[data-folder="${CSS.escape(id)}"]`);
const groupOf = (node) => node.parentElement.querySelector(":scope > ul");

function makeActive(element, node) {
  for (const one of element.querySelectorAll(".sr-node")) one.tabIndex = one === node ? 0 : -1;
}

function clicked(event, element, picking) {
  const node = event.target.closest(".sr-node");
  if (!node) return;
  if (event.target.closest("[data-toggle]")) {
    event.preventDefault();
    toggle(element, node);
  } else if (picking) {
    event.preventDefault();
    pick(element, node);
  }
}

/** Does what the key says; true when it meant something here. */
function pressed(event, element, picking) {
  const node = event.target.closest(".sr-node");
  if (!node || event.ctrlKey || event.metaKey || event.altKey) return false;
  const all = nodes(element);
  const at = all.indexOf(node);
  const expanded = node.getAttribute("aria-expanded");
  if (event.key === "ArrowDown") return go(all[at + 1]);
  if (event.key === "ArrowUp") return go(all[at - 1]);
  if (event.key === "Home") return go(all[0]);
  if (event.key === "End") return go(all.at(-1));
  if (event.key === "ArrowRight") return expanded === "false" ? toggle(element, node) : expanded && go(all[at + 1]);
  if (event.key === "ArrowLeft") return expanded === "true" ? toggle(element, node) : go(node.closest("ul")?.parentElement.querySelector(":scope > .sr-node"));
  if ((event.key === " " || event.key === "Enter") && picking) return pick(element, node);
  if (event.key === " ") return follow(node);
  if (event.key.length === 1) return go([...all.slice(at + 1), ...all.slice(0, at)].find((one) => one.dataset.label.toLowerCase().startsWith(event.key.toLowerCase())));
  return false;
}

function go(node) {
  node?.focus();
  return true;
}

function follow(node) {
  node.click();
  return true;
}

function pick(element, node) {
  for (const one of element.querySelectorAll("[aria-selected=true]")) one.removeAttribute("aria-selected");
  node.setAttribute("aria-selected", "true");
  node.dispatchEvent(new CustomEvent("strongroom:picked", { bubbles: true, detail: { id: node.dataset.folder, label: node.dataset.label } }));
  return true;
}

/** Opens or closes a folder; what is in it is fetched the first time. */
function toggle(element, node) {
  const open = node.getAttribute("aria-expanded") !== "true";
  const group = groupOf(node);
  if (group) {
    group.hidden = !open;
    node.setAttribute("aria-expanded", String(open));
    remember(element);
  } else if (open) {
    fetchBranch(element, node);
  }
  return true;
}

async function fetchBranch(element, node) {
  const group = document.createElement("ul");
  group.setAttribute("role", "group");
  group.id = `branch-${node.dataset.folder}${"picking" in element.dataset ? "-place" : ""}`;
  node.after(group);
  node.setAttribute("aria-expanded", "true");
  const address = new URL(element.dataset.treeUrl, location.href);
  address.searchParams.set("folder", node.dataset.folder);
  await htmx.ajax("GET", `${address.pathname}${address.search}`, { source: group, target: group, swap: "innerHTML" });
  if (!group.children.length) {
    group.remove();
    node.setAttribute("aria-expanded", "false");
    return;
  }
  remember(element);
}

/** Draws the tree anew with the same folders open; the focus stays on its folder. */
async function reload(element) {
  const address = new URL(element.dataset.treeUrl, location.href);
  for (const id of new Set([...opened(element), ...remembered(element)])) address.searchParams.append("open", id);
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.folder : "";
  await htmx.ajax("GET", `${address.pathname}${address.search}`, { source: element, target: "#tree", swap: "outerHTML" });
  if (focused) find(document.getElementById("tree"), focused)?.focus({ preventScroll: true });
}

const opened = (element) => [...element.querySelectorAll('.sr-node[aria-expanded="true"]')].map((node) => node.dataset.folder);
const key = (element) => `strongroom.tree.${element.dataset.library}`;

function remember(element) {
  if ("picking" in element.dataset) return;
  try {
    sessionStorage.setItem(key(element), JSON.stringify(opened(element).slice(-100)));
  } catch {
    // A browser that keeps nothing shows the way to the folder all the same.
  }
}

function remembered(element) {
  try {
    return JSON.parse(sessionStorage.getItem(key(element)) ?? "[]");
  } catch {
    return [];
  }
}
