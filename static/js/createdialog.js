// Shows the form that creates a snapshot over the list that the user is in. The server renders it; without this
// script, or when it cannot be loaded, the link leads to the page of the form.
import { local } from "./address.js";

const opener = (e) => e.target.closest?.('a[data-create][href$="/create"]');

// show opens the dialog in a response.
function show(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const dialog = template.content.querySelector("dialog");
  document.getElementById("create")?.remove();
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  dialog.querySelector("input:not([type=hidden])")?.select();
}

async function open(link) {
  const list = local(location.pathname) + location.search;
  const page = link.href + "?from=" + encodeURIComponent(list);
  try {
    const response = await fetch(page, { headers: { "Snapdeck-Fragment": "create" } });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    show(await response.text());
  } catch {
    location.assign(page);
  }
}

export function bindCreateDialog() {
  let loading = false;
  document.addEventListener("click", async (e) => {
    const link = opener(e);
    if (!link || e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    if (loading) return;
    loading = true;
    await open(link);
    loading = false;
  });
}
