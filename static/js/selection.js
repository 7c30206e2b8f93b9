// Marks of volumes in a list: they stay over pages, searches and updates, and their count is
// told. Without this script the check boxes of the page are sent as they are.

const key = "snapdeck.marked";

const boxes = () => [...document.querySelectorAll("input[name=vol][form=bulk]")];

function load() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(key)) ?? []);
  } catch {
    return new Set();
  }
}

export function selection() {
  const form = () => document.querySelector("form[data-selection]");
  if (!form()) return;
  let marked = load();

  function show() {
    for (const box of boxes()) box.checked = marked.has(box.value);
    const n = marked.size;
    const here = boxes().filter((b) => b.checked).length;
    const words = n === 0 ? "Mark volumes to snapshot them together." : n + (n === 1 ? " volume" : " volumes") + " marked" + (here < n ? ", " + (n - here) + " of them not on this page" : "") + ".";
    const told = form().querySelector("[data-chosen]");
    if (told.textContent !== words) told.textContent = words;
    form().toggleAttribute("data-any", n > 0);
  }

  function set(value, on) {
    if (on) marked.add(value);
    else marked.delete(value);
    sessionStorage.setItem(key, JSON.stringify([...marked]));
  }

  document.addEventListener("change", (e) => {
    if (!e.target.matches("input[name=vol][form=bulk]")) return;
    set(e.target.value, e.target.checked);
    show();
  });
  document.addEventListener("click", (e) => {
    if (!e.target.closest("[data-unmark]")) return;
    marked = new Set();
    sessionStorage.removeItem(key);
    show();
  });
  document.addEventListener("submit", (e) => {
    if (e.target !== form() || e.submitter?.name === "match") return;
    const shown = new Set(boxes().map((b) => b.value));
    for (const value of marked) {
      if (shown.has(value)) continue;
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = "vol";
      hidden.value = value;
      form().append(hidden);
    }
  });
  document.addEventListener("morphed", show);
  addEventListener("pageshow", () => {
    for (const left of form().querySelectorAll("input[type=hidden][name=vol]")) left.remove();
    marked = load();
    show();
  });
  show();
}

// forgotten is called on the page of a batch that was recorded: what was marked is done.
export function forgotten() {
  if (location.pathname.startsWith("/batches/")) sessionStorage.removeItem(key);
}
