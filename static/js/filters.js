// Updates a list while the user types a filter or chooses columns: it loads the list alone, and keeps the view in the
// address.
import { local } from "./address.js";
import { morph } from "./morph.js";

const pause = 150; // ms without a key press until the list is loaded

// addressOf returns the address that a form leads to, with all columns in one value to keep it short.
function addressOf(form) {
  const values = new URLSearchParams();
  for (const [key, value] of new FormData(form)) {
    if (!value) continue;
    if (key === "cols" && values.has(key)) values.set(key, values.get(key) + "," + value);
    else values.append(key, value);
  }
  const query = values.toString();
  return form.getAttribute("action") + (query ? "?" + query : "");
}

export function bindFilters(moved) {
  let running;

  async function load(address) {
    running?.abort();
    running = new AbortController();
    try {
      const response = await fetch(address, { headers: { "Snapdeck-Fragment": "list" }, signal: running.signal });
      if (response.redirected || !response.ok) {
        location.assign(address);
        return;
      }
      morph(await response.text());
      history.replaceState(null, "", address);
      document.body.dataset.path = local(address);
      moved();
    } catch (e) {
      if (e.name !== "AbortError") location.assign(address);
    }
  }

  bindFilterForm(load);
  document.addEventListener("change", (e) => {
    const chooser = e.target.closest?.("form[data-columns]");
    if (chooser) load(addressOf(chooser));
  });
}

function bindFilterForm(load) {
  const form = document.querySelector("form[data-filter]");
  if (!form) return;
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(addressOf(form)), pause);
  });
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    clearTimeout(timer);
    load(addressOf(form));
  });
}
