// Ticked rows: the boxes are the truth; this counts them, extends ranges and announces.
import { announce } from "../page.js";

export class Selection {
  /** Watches the boxes of a list. */
  constructor(section, signal) {
    this.section = section;
    this.anchor = null;
    section.addEventListener("click", (event) => this.#clicked(event), { signal });
    section.addEventListener("change", (event) => this.#changed(event), { signal });
    this.update({ quiet: true });
  }

  rows() {
    return [...this.section.querySelectorAll("tr[data-row]")];
  }

  ticked() {
    return this.rows().filter((row) => box(row)?.checked);
  }

  tick(row, checked = true) {
    const input = box(row);
    if (input) input.checked = checked;
  }

  toggle(row) {
    this.tick(row, !box(row)?.checked);
    this.anchor = row;
    this.update();
  }

  /** Ticks from the last ticked row to this one. */
  extendTo(row) {
    const rows = this.rows();
    const [from, to] = [rows.indexOf(this.anchor ?? row), rows.indexOf(row)].sort((a, b) => a - b);
    for (const one of rows.slice(Math.max(from, 0), to + 1)) this.tick(one);
    this.update();
  }

  tickAll() {
    for (const row of this.rows()) this.tick(row);
    this.update();
  }

  untickAll() {
    for (const row of this.rows()) this.tick(row, false);
    this.update();
  }

  /** Brings counter, head box and buttons in line with the boxes. */
  update({ quiet = false } = {}) {
    const count = this.ticked().length;
    const text = `${count} selected`;
    const label = this.section.querySelector("[data-ticked]");
    if (label) label.textContent = text;
    const head = this.section.querySelector("[data-check-all]");
    if (head) {
      head.checked = count > 0 && count === this.rows().filter(box).length;
      head.indeterminate = count > 0 && !head.checked;
    }
    const rename = this.section.querySelector("[data-rename]");
    if (rename) rename.hidden = count !== 1;
    if (!quiet) announce(text);
  }

  #clicked(event) {
    const input = event.target.closest('input[name="ids"]');
    if (!input) return;
    const row = input.closest("tr");
    if (event.shiftKey && input.checked && this.anchor?.isConnected) this.extendTo(row);
    this.anchor = row;
  }

  #changed(event) {
    if (event.target.matches("[data-check-all]")) {
      if (event.target.checked) this.tickAll();
      else this.untickAll();
    } else if (event.target.matches('input[name="ids"]')) {
      this.update();
    }
  }
}

function box(row) {
  return row?.querySelector('input[name="ids"]');
}
