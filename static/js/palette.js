// The search, opened by Ctrl+K or the field in the top bar: the server searches while the user types, the arrows choose,
// Enter opens. For assistive technology it is a combobox with a list box of results.
import { address as addressOf, local } from "./address.js";

const dialog = () => document.getElementById("palette");
const links = () => [...dialog().querySelectorAll("#palette-found a, #palette-found button")];

// options turns the results into options of a list box.
function options(found) {
  for (const e of found.querySelectorAll("[id]")) e.removeAttribute("id");
  for (const e of found.querySelectorAll("section")) e.setAttribute("role", "group");
  for (const e of found.querySelectorAll(".found, h2, ul, li, p, form")) e.setAttribute("role", "presentation");
  found.querySelectorAll("a, button").forEach((a, i) => {
    a.id = "palette-" + i;
    a.tabIndex = -1;
    a.setAttribute("role", "option");
    a.setAttribute("aria-selected", "false");
  });
}

export function bindPalette() {
  if (!dialog()) return;
  const field = dialog().querySelector("input");
  const found = dialog().querySelector("#palette-found");
  const status = dialog().querySelector("#palette-status");
  let running;

  async function ask() {
    running?.abort();
    running = new AbortController();
    const address = addressOf("/find?q=" + encodeURIComponent(field.value) + "&at=" + encodeURIComponent(local(location.pathname)));
    try {
      const response = await fetch(address, { headers: { "Snapdeck-Fragment": "found" }, signal: running.signal });
      if (response.redirected || !response.ok) return location.assign(address);
      const template = document.createElement("template");
      template.innerHTML = await response.text();
      options(template.content);
      found.replaceChildren(template.content);
      const n = links().length;
      status.textContent = n === 0 ? "Nothing found" : n === 1 ? "1 result" : n + " results";
      choose(0);
    } catch (e) {
      if (e.name !== "AbortError") status.textContent = found.textContent = "No response from Snapdeck. Type on to try again.";
    }
  }

  function choose(n) {
    const all = links();
    for (const l of all) {
      l.removeAttribute("data-active");
      l.setAttribute("aria-selected", "false");
    }
    const at = all[(n + all.length) % all.length];
    if (!at) return field.removeAttribute("aria-activedescendant");
    at.setAttribute("data-active", "");
    at.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", at.id);
    at.scrollIntoView({ block: "nearest" });
  }

  // open shows the search over the page, with the text of the field in the top bar.
  function open(text) {
    if (text !== undefined) field.value = text;
    dialog().showModal();
    if (text) field.setSelectionRange(text.length, text.length);
    else field.select();
    ask();
  }

  document.addEventListener("click", (e) => {
    const opener = e.target.closest?.("[data-palette]");
    if (!opener || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    open();
  });
  document.addEventListener("input", (e) => {
    if (!e.target.matches?.("input[data-palette]")) return;
    const text = e.target.value;
    e.target.value = "";
    open(text);
  });
  document.addEventListener("keydown", (e) => {
    if (!(e.ctrlKey || e.metaKey) || e.key.toLowerCase() !== "k") return;
    e.preventDefault();
    if (dialog().open) dialog().close();
    else open();
  });
  field.addEventListener("input", ask);
  field.addEventListener("keydown", (e) => {
    const all = links();
    const at = all.findIndex((l) => l.hasAttribute("data-active"));
    if (e.key === "ArrowDown") choose(at + 1);
    else if (e.key === "ArrowUp") choose(at - 1);
    else if (e.key === "Enter") all[at]?.click();
    else return;
    e.preventDefault();
  });
  found.addEventListener("click", (e) => {
    if (e.target.closest("a, button")) dialog().close(); // a link may stay on the page
  });
}
