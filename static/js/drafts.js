// Keeps typed text when a session ends: the tab stores it when a form is sent or left, and restores it after the same
// user has logged in again. Passwords, phrases and keys are never stored.
import { local } from "./address.js";
import { announce } from "./notify.js";

const storageKey = "snapdeck.draft";
const never = "password phrase key token code otp seen";

const userName = () => document.querySelector("#user-menu .who")?.textContent;
const here = () => local(location.pathname + location.search);

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey));
  } catch {
    return null;
  }
}

function isRemembered(field) {
  if (!field.name || never.split(" ").includes(field.name)) return false;
  if (["password", "hidden", "file", "submit", "button"].includes(field.type)) return false;
  return !/password|one-time-code/.test(field.autocomplete ?? "");
}

const fieldsOf = (form) => [...form.elements].filter(isRemembered);
const forms = () => [...document.querySelectorAll('main form[method="post"]')];

function remember(form) {
  const fields = fieldsOf(form).map(({ name, type, value, checked }) => ({ name, type, value, checked }));
  if (fields.length === 0 || !userName()) return;
  const draft = { user: userName(), page: here(), action: form.getAttribute("action"), fields };
  sessionStorage.setItem(storageKey, JSON.stringify(draft));
}

function restore(draft) {
  const form = forms().find((f) => f.getAttribute("action") === draft.action);
  if (!form) return;
  const left = fieldsOf(form);
  for (const was of draft.fields) {
    const at = left.findIndex((f) => f.name === was.name && f.type === was.type && (f.type !== "radio" || f.value === was.value));
    if (at < 0) continue;
    const [field] = left.splice(at, 1);
    if (field.type === "checkbox" || field.type === "radio") field.checked = was.checked;
    else field.value = was.value;
    field.dataset.touched = "1";
    if (was.value && field.type !== "checkbox") field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const dialog = form.closest("dialog:not([open])");
  if (dialog) dialog.showModal();
  const note = document.createElement("p");
  note.className = "banner info";
  note.id = "draft-restored";
  note.textContent = "Your session had ended. What you typed is here again; nothing was sent.";
  form.prepend(note);
  announce(note.textContent);
}

// settle keeps a draft on the login page, restores it on the page of its form, and drops it on any other page, to which
// the form has led.
function settle() {
  const draft = read();
  if (!draft) return;
  if (document.querySelector("main.login form")) {
    const why = new URLSearchParams(location.search).get("reason");
    if (why === "unsent" || why === "ended") sessionStorage.setItem(storageKey, JSON.stringify({ ...draft, waits: true }));
    else if (why) sessionStorage.removeItem(storageKey);
    return;
  }
  sessionStorage.removeItem(storageKey);
  if (draft.waits && draft.user === userName() && draft.page === here()) restore(draft);
}

export function keepDrafts() {
  settle();
  let sent = false;
  document.addEventListener("submit", (e) => {
    if (e.defaultPrevented || !forms().includes(e.target)) return;
    sent = true;
    remember(e.target);
  });
  window.addEventListener("pagehide", () => {
    if (sent) return;
    const touched = forms().find((f) => fieldsOf(f).some((field) => field.dataset.touched));
    if (touched) remember(touched);
  });
}
