// Buttons, dialogs, menus and forms.
import { announce } from "./notify.js";

async function put(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function bindCopyButtons() {
  document.addEventListener("click", async (e) => {
    const button = e.target.closest?.("[data-copy]");
    if (!button) return;
    await put(button.dataset.copy);
    button.classList.add("copied");
    announce("Copied.");
    setTimeout(() => button.classList.remove("copied"), 1500);
  });
}

// bindReveal toggles whether a password is visible.
export function bindReveal() {
  document.addEventListener("click", (e) => {
    const button = e.target.closest?.("[data-reveal]");
    const field = button && document.getElementById(button.dataset.reveal);
    if (!field) return;
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.setAttribute("aria-pressed", String(hidden));
  });
}

export function bindMenus() {
  document.addEventListener("click", (e) => {
    for (const menu of document.querySelectorAll("details.menu[open], details.drawer[open]")) {
      if (!menu.contains(e.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open], details.drawer[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

export function bindDialogs() {
  document.addEventListener("click", (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey) return;
    const opener = e.target.closest?.("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) {
      e.preventDefault();
      dialog.showModal();
      dialog.querySelector("input:not([type=hidden])")?.select();
      return;
    }
    const inside = e.target.closest?.("[data-close]")?.closest("dialog");
    if (inside) {
      e.preventDefault();
      inside.close();
    }
    if (e.target.closest?.("[data-help]")) document.getElementById("help").showModal();
  });
}

// bindAutoForms submits a form of one field as soon as it changes; without this script it has a button.
export function bindAutoForms() {
  document.addEventListener("change", (e) => e.target.closest?.("form[data-auto]")?.requestSubmit());
}

export function bindForms() {
  document.querySelector(".summary-errors")?.focus();
  document.addEventListener("input", (e) => (e.target.dataset.touched = "1"));
  const main = (form) => form.querySelector("button.primary, button.danger");
  document.addEventListener("submit", (e) => {
    const word = e.target.dataset.once;
    const button = word && main(e.target);
    if (!button || e.submitter?.hasAttribute("formaction")) return; // a preview records nothing
    if (e.target.dataset.sent) {
      e.preventDefault();
      return;
    }
    e.target.dataset.sent = "1";
    button.dataset.word = button.textContent;
    button.textContent = word;
    button.setAttribute("aria-disabled", "true");
  });
  // A page restored from the back/forward cache can be submitted again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      const button = main(form);
      button.textContent = button.dataset.word;
      button.removeAttribute("aria-disabled");
    }
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) e.target.form?.requestSubmit();
  });
}
