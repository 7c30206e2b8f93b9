// The keyboard: / searches, ? helps, j and k move, x selects, c creates. Nothing happens while
// the user types or a dialog is open.

const typing = (e) => e.target.closest?.("input, textarea, select, [contenteditable]");

const rows = () => [...document.querySelectorAll("main tbody tr")];
const current = () => document.querySelector("tr[data-cursor]");

function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  current()?.removeAttribute("data-cursor");
  next.setAttribute("data-cursor", "");
  (next.querySelector("[data-open]") ?? next.querySelector("a, summary"))?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function select() {
  const row = current();
  const box = row?.querySelector("input[type=checkbox][form=bulk]");
  if (box) box.click();
  row?.toggleAttribute("data-selected", box ? box.checked : undefined);
}

function search() {
  const field = document.querySelector("form[data-filter] input[type=search]") ?? document.getElementById("search");
  field?.focus();
  field?.select();
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
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e) || document.querySelector("dialog[open]")) return;
    const act = actions[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  });
}
