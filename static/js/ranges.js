// Selects all rows of a table by the check box in its head, all of a group by the one in the group's head, and a
// range of rows with Shift.

const boxes = (table) => [...table.querySelectorAll("tbody td.select input[type=checkbox]")];

let anchor; // the value of the last clicked check box

function selectRange(table, to) {
  const all = boxes(table);
  const [from, until] = [all.findIndex((b) => b.value === anchor), all.indexOf(to)].sort((a, b) => a - b);
  if (from < 0) return;
  for (const box of all.slice(from, until + 1)) box.checked = to.checked;
}

const depth = (row) => Number(/depth-(\d)/.exec(row.className)?.[1] ?? Infinity);

// groupBoxes returns the boxes of the rows below a group's head, up to the next head that is not inside the group.
function groupBoxes(head) {
  const found = [];
  const row = head.closest("tr");
  for (let next = row.nextElementSibling; next && depth(next) > depth(row); next = next.nextElementSibling) {
    const box = next.querySelector("td.select input[type=checkbox]");
    if (box) found.push(box);
  }
  return found;
}

const heads = "[data-select-all], [data-select-group]";
const boxesOf = (head) => (head.matches("[data-select-all]") ? boxes(head.closest("table")) : groupBoxes(head));

function showState() {
  for (const head of document.querySelectorAll(heads)) {
    const all = boxesOf(head);
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
    if (!e.target.matches(heads)) return;
    for (const box of boxesOf(e.target)) box.checked = e.target.checked;
  });
  for (const name of ["change", "morphed", "selection"]) document.addEventListener(name, showState);
  addEventListener("pageshow", showState);
  showState();
}
