// Lists that answer while one types: the form is asked for its list alone, and the address
// changes with it, so that a link reproduces the view.
import { local } from "./address.js";
import { morph } from "./morph.js";

const pause = 150; // ms without a key press until the list is loaded

export function bindFilters(moved) {
  const form = document.querySelector("form[data-filter]");
  if (!form) return;
  let timer, running;

  async function ask() {
    const values = new URLSearchParams(new FormData(form));
    for (const [key, value] of [...values]) if (!value) values.delete(key);
    const query = values.toString();
    const address = form.getAttribute("action") + (query ? "?" + query : "");
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(address, { headers: { "Snapdeck-Fragment": "list" }, signal: running.signal });
      if (answer.redirected || !answer.ok) {
        location.assign(address);
        return;
      }
      morph(await answer.text());
      history.replaceState(null, "", address);
      document.body.dataset.path = local(address);
      moved();
    } catch (e) {
      if (e.name !== "AbortError") location.assign(address);
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  });
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    clearTimeout(timer);
    ask();
  });
}
