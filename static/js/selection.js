// Marks of things in a list: they stay over pages, searches and updates, and their count is
// told. Without this script the check boxes of the page are sent as they are.

const bar = () => document.querySelector("form[data-selection]");
const field = () => bar().dataset.selection;
const key = () => "snapdeck.marked." + field();

const boxes = () => [...document.querySelectorAll("tbody input[type=checkbox][form=bulk]")];
const all = () => bar().querySelector("input[type=checkbox][name=match]");

function load() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(key())) ?? []);
  } catch {
    return new Set();
  }
}

// words say how many are marked, and how many of them are elsewhere.
function words(n, here) {
  const { one, several } = bar().dataset;
  if (n === 0) return bar().querySelector("[data-chosen]").dataset.none;
  return n + " " + (n === 1 ? one : several) + " marked" + (here < n ? ", " + (n - here) + " of them not on this page" : "") + ".";
}

export function selection() {
  if (!bar()) return;
  let marked = load();

  function show() {
    if (!bar()) return;
    for (const box of boxes()) box.checked = marked.has(box.value);
    const told = bar().querySelector("[data-chosen]");
    const text = words(marked.size, boxes().filter((b) => b.checked).length);
    if (told.textContent !== text) told.textContent = text;
    bar().toggleAttribute("data-any", marked.size > 0 || !!all()?.checked);
  }

  function set(value, on) {
    if (on) marked.add(value);
    else marked.delete(value);
    sessionStorage.setItem(key(), JSON.stringify([...marked]));
  }

  document.addEventListener("change", (e) => {
    if (!e.target.matches("input[type=checkbox][form=bulk], [data-selection] input[name=match]")) return;
    if (e.target.form === bar() && e.target.name === field()) set(e.target.value, e.target.checked);
    show();
  });
  document.addEventListener("click", (e) => {
    if (!e.target.closest("[data-unmark]")) return;
    marked = new Set();
    if (all()) all().checked = false;
    sessionStorage.removeItem(key());
    show();
  });
  document.addEventListener("submit", (e) => {
    if (e.target !== bar() || e.submitter?.name === "match" || all()?.checked) return;
    const shown = new Set(boxes().map((b) => b.value));
    for (const value of marked) {
      if (shown.has(value)) continue;
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = field();
      hidden.value = value;
      bar().append(hidden);
    }
  });
  document.addEventListener("morphed", show);
  addEventListener("pageshow", () => {
    if (!bar()) return;
    for (const left of bar().querySelectorAll(`input[type=hidden][name="${field()}"]`)) left.remove();
    marked = load();
    show();
  });
  show();
}

// forgotten is called on every page: what was marked is done when it was recorded by the review
// that one comes from.
export function forgotten() {
  const reviewed = document.referrer && new URL(document.referrer).pathname.startsWith("/bulk");
  if (!reviewed || !/^\/(batches|operations)\//.test(location.pathname)) return;
  for (const name of ["vol", "snap"]) sessionStorage.removeItem("snapdeck.marked." + name);
}
