// The keyboard: / filters the list or searches, ? helps, j and k move, x selects, c creates. Nothing happens while
// the user types or a dialog is open.

const typing = (e) => e.target.closest?.("input, textarea, select, [contenteditable]");

const rows = () => [...document.querySelectorAll("main tbody tr")];
const current = () => document.querySelector("tr[data-cursor]");

const opener = (row) => row.querySelector("[data-open]") ?? row.querySelector("a, summary");

let position; // the current row: its id, and its index in case it is removed

function goTo(row) {
  current()?.removeAttribute("data-cursor");
  row.setAttribute("data-cursor", "");
  position = { id: row.id, index: rows().indexOf(row) };
}

function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  goTo(next);
  opener(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
}

// followRow keeps the current row when an update moves it, and selects the next one when it is
// removed.
function followRow() {
  const all = rows();
  if (!position || all.length === 0) return;
  const row = document.getElementById(position.id);
  goTo(row ?? all[Math.min(all.length - 1, position.index)]);
  if (!row && document.activeElement === document.body) opener(current())?.focus({ preventScroll: true });
}

function select() {
  const box = current()?.querySelector("input[type=checkbox][form=bulk]");
  if (box) box.click();
  else current()?.toggleAttribute("data-selected");
}

function search() {
  const field = document.querySelector("form[data-filter] input[type=search]");
  if (!field) return document.getElementById("search")?.click();
  field.focus();
  field.select();
}

function create() {
  (current()?.querySelector("[data-create]") ?? document.querySelector("[data-dialog=create]"))?.click();
}

const actions = {
  "/": search,
  "?": () => document.getElementById("help").showModal(),
  j: () => move(1),
  k: () => move(-1),
  x: select,
  c: create,
};

export function bindKeys() {
  document.addEventListener("morphed", followRow);
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e) || document.querySelector("dialog[open]")) return;
    const act = actions[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  });
}
