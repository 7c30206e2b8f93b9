// The selection of a list survives pages, searches and updates, and its size is shown. Without this
// script the check boxes of the page are sent as they are.
import { address, local } from "./address.js";

const bar = () => document.querySelector("form[data-selection]");
const field = () => bar().dataset.selection;
const key = () => "snapdeck.selected." + field();

const boxes = () => [...document.querySelectorAll("tbody input[type=checkbox][form=bulk]")];
const all = () => bar().querySelector("input[type=checkbox][name=match]");

function load() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(key())) ?? []);
  } catch {
    return new Set();
  }
}

// describe returns the number of selected rows, and of those on other pages.
function describe(n, here) {
  const { one, several } = bar().dataset;
  if (n === 0) return bar().querySelector("[data-selected-count]").dataset.none;
  return n + " " + (n === 1 ? one : several) + " selected" + (here < n ? ", " + (n - here) + " of them not on this page" : "") + ".";
}

export function trackSelection() {
  if (!bar()) return;
  let selected = load();

  function show() {
    if (!bar()) return;
    for (const box of boxes()) {
      box.checked = selected.has(box.value);
      box.closest("tr").toggleAttribute("data-selected", box.checked);
    }
    const count = bar().querySelector("[data-selected-count]");
    const text = describe(selected.size, boxes().filter((b) => b.checked).length);
    if (count.textContent !== text) count.textContent = text;
    bar().toggleAttribute("data-any", selected.size > 0 || !!all()?.checked);
    document.dispatchEvent(new CustomEvent("selection"));
  }

  // store saves all check boxes of this page: one change may be part of a range.
  function store() {
    for (const box of boxes()) {
      if (box.checked) selected.add(box.value);
      else selected.delete(box.value);
    }
    sessionStorage.setItem(key(), JSON.stringify([...selected]));
  }

  document.addEventListener("change", (e) => {
    if (!e.target.matches("input[type=checkbox][form=bulk], [data-select-all], [data-select-group], [data-selection] input[name=match]")) return;
    store();
    show();
  });
  document.addEventListener("click", (e) => {
    if (!e.target.closest("[data-clear-selection]")) return;
    selected = new Set();
    if (all()) all().checked = false;
    sessionStorage.removeItem(key());
    show();
  });
  document.addEventListener("submit", (e) => {
    if (e.target !== bar() || e.submitter?.name === "match" || all()?.checked) return;
    const shown = new Set(boxes().map((b) => b.value));
    for (const value of selected) {
      if (shown.has(value)) continue;
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = field();
      hidden.value = value;
      bar().append(hidden);
    }
  });
  // forgetGone removes what no longer exists. It asks the server about items that are not on this page.
  let question;
  async function forgetGone() {
    if (!bar()) return;
    const here = new Set(boxes().map((b) => b.value));
    const elsewhere = [...selected].filter((value) => !here.has(value));
    if (elsewhere.length === 0) return;
    const body = new URLSearchParams(elsewhere.map((value) => [field(), value]));
    try {
      const response = await fetch(address("/bulk/existing"), { method: "POST", body });
      if (!response.ok || response.redirected) return;
      const existing = new Set(await response.json());
      for (const value of elsewhere) if (!existing.has(value)) selected.delete(value);
      sessionStorage.setItem(key(), JSON.stringify([...selected]));
      show();
    } catch {
      // the next change asks again
    }
  }
  document.addEventListener("morphed", () => {
    show();
    clearTimeout(question);
    question = setTimeout(forgetGone, 500);
  });
  forgetGone();
  addEventListener("pageshow", () => {
    if (!bar()) return;
    for (const left of bar().querySelectorAll(`input[type=hidden][name="${field()}"]`)) left.remove();
    selected = load();
    show();
  });
  show();
}

// forgetReviewed clears the selection on the page after a review, which recorded it.
export function forgetReviewed() {
  const reviewed = document.referrer && local(new URL(document.referrer).pathname).startsWith("/bulk");
  if (!reviewed || !/^\/(batches|operations)\//.test(local(location.pathname))) return;
  for (const name of ["vol", "snap"]) sessionStorage.removeItem("snapdeck.selected." + name);
}
