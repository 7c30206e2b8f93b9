// Ctrl+K finds anything: what is typed is asked of the server, the arrows choose, Enter goes.

const dialog = () => document.getElementById("palette");
const links = () => [...dialog().querySelectorAll("#palette-found a")];

export function palette() {
  if (!dialog()) return;
  const field = dialog().querySelector("input");
  const found = dialog().querySelector("#palette-found");
  let running;

  async function ask() {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch("/find?q=" + encodeURIComponent(field.value), { headers: { "Snapdeck-Fragment": "found" }, signal: running.signal });
      if (answer.redirected || !answer.ok) return location.assign("/find?q=" + encodeURIComponent(field.value));
      const template = document.createElement("template");
      template.innerHTML = await answer.text();
      for (const e of template.content.querySelectorAll("[id]")) e.removeAttribute("id");
      found.replaceChildren(template.content);
      choose(0);
    } catch (e) {
      if (e.name !== "AbortError") found.textContent = "The server does not answer. What you typed is kept; type on to try again.";
    }
  }

  function choose(n) {
    const all = links();
    for (const l of all) l.removeAttribute("data-chosen");
    const at = all[(n + all.length) % all.length];
    at?.setAttribute("data-chosen", "");
    at?.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (e) => {
    if (!(e.ctrlKey || e.metaKey) || e.key.toLowerCase() !== "k") return;
    e.preventDefault();
    if (dialog().open) return dialog().close();
    dialog().showModal();
    field.select();
    ask();
  });
  field.addEventListener("input", ask);
  field.addEventListener("keydown", (e) => {
    const all = links();
    const at = all.findIndex((l) => l.hasAttribute("data-chosen"));
    if (e.key === "ArrowDown") choose(at + 1);
    else if (e.key === "ArrowUp") choose(at - 1);
    else if (e.key === "Enter") all[at]?.click();
    else return;
    e.preventDefault();
  });
}
