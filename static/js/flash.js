// Shows which rows an update changed: their background fades out.

const duration = 1200; // ms

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// meaning is the text of a row without relative times.
function meaning(row) {
  const copy = row.cloneNode(true);
  for (const e of copy.querySelectorAll("time, [data-since]")) e.remove();
  return copy.textContent;
}

// findChanged returns the ids of the rows of an update that differ from those on the page.
export function findChanged(fresh) {
  const rows = fresh.matches("tr[id]") ? [fresh] : [...fresh.querySelectorAll("tr[id]")];
  return rows.filter((row) => {
    const old = document.getElementById(row.id);
    return !old || meaning(old) !== meaning(row);
  }).map((row) => row.id);
}

export function flashRows(ids) {
  if (calm()) return;
  for (const id of ids) {
    document.getElementById(id)?.animate([{ backgroundColor: "var(--flash)" }, {}], { duration, easing: "ease-out" });
  }
}
