// Selects all rows of a table by the check box in its head, and a range of rows with Shift.

const boxes = (table) => [...table.querySelectorAll("tbody td.select input[type=checkbox]")];

let anchor; // the value of the last clicked check box

function selectRange(table, to) {
  const all = boxes(table);
  const [from, until] = [all.findIndex((b) => b.value === anchor), all.indexOf(to)].sort((a, b) => a - b);
  if (from < 0) return;
  for (const box of all.slice(from, until + 1)) box.checked = to.checked;
}

function showState() {
  for (const head of document.querySelectorAll("[data-select-all]")) {
    const all = boxes(head.closest("table"));
    const selected = all.filter((b) => b.checked).length;
    head.checked = selected > 0 && selected === all.length;
    head.indeterminate = selected > 0 && selected < all.length;
  }
}

// bindRanges must be bound before the count of the selection: one change may be part of a range.
export function bindRanges() {
  document.addEventListener("click", (e) => {
    if (!e.target.matches("td.select input[type=checkbox]")) return;
    if (e.shiftKey) selectRange(e.target.closest("table"), e.target);
    anchor = e.target.value;
  });
  document.addEventListener("change", (e) => {
    if (!e.target.matches("[data-select-all]")) return;
    for (const box of boxes(e.target.closest("table"))) box.checked = e.target.checked;
  });
  for (const name of ["change", "morphed", "selection"]) document.addEventListener(name, showState);
  addEventListener("pageshow", showState);
  showState();
}
