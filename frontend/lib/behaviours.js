// Binds behaviours/NAME.js to elements with data-behaviour="NAME ...": at the start and after each swap.
const modules = import.meta.glob("../behaviours/*.js");
const bound = new WeakMap();

/** Binds all behaviours in `root` (itself included); what is bound already is left alone. */
export function bind(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) elements.unshift(root);
  for (const element of elements) {
    if (bound.has(element)) continue;
    const life = new AbortController();
    bound.set(element, life);
    const names = element.dataset.behaviour.split(/\s+/).filter(Boolean);
    // The mark says that a click is heard now; tests wait for it.
    Promise.all(names.map((name) => start(name, element, life.signal))).then(() => element.setAttribute("data-ready", ""));
  }
}

/** Ends the behaviours of an element that leaves the page: their listeners carry its signal. */
export function unbind(element) {
  bound.get(element)?.abort();
}

async function start(name, element, signal) {
  const load = modules[`../behaviours/${name}.js`];
  if (!load) throw new Error(`no behaviour is called ${name}`);
  const module = await load();
  if (!signal.aborted) module.default(element, signal);
}
