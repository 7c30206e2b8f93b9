// Replaces elements in place by HTML from the server, and keeps the user's input.
import { findChanged, flashRows } from "./flash.js";
import { Idiomorph } from "./vendor/idiomorph.js";

const localAttributes = new Set(["data-selected", "data-cursor"]);

function mayUpdate(name, node) {
  if (localAttributes.has(name)) return false;
  if (name === "open" && node.matches("details, dialog")) return false;
  if (name === "checked" && node.matches("input")) return false;
  return true;
}

const options = {
  morphStyle: "outerHTML",
  restoreFocus: true,
  callbacks: {
    beforeAttributeUpdated: mayUpdate,
    // Typed text and the focused field stay unchanged.
    beforeNodeMorphed: (old) => !(old.matches?.("input, textarea, select") && (old.dataset.touched || old === document.activeElement)),
  },
};

// fillUnchanged copies elements that an update marks as unchanged from the page. If one is missing,
// the page is out of sync.
function fillUnchanged(fresh) {
  let missing = false;
  for (const placeholder of fresh.querySelectorAll("template[data-unchanged]")) {
    const here = document.getElementById(placeholder.dataset.unchanged);
    if (here) placeholder.replaceWith(here.cloneNode(true));
    else missing = true;
  }
  if (missing) document.dispatchEvent(new CustomEvent("out-of-sync"));
}

function morphElement(fresh) {
  const old = fresh.id && document.getElementById(fresh.id);
  if (!old) return;
  fillUnchanged(fresh);
  try {
    Idiomorph.morph(old, fresh, options);
  } catch (e) {
    console.warn("morphing failed, replacing", fresh.id, e);
    document.getElementById(fresh.id)?.replaceWith(fresh);
  }
}

const longestPress = 10000; // ms; a release outside of the window is never reported
let waiting = []; // updates received while a button or a finger is down
let pressed;

addEventListener("pointerdown", () => {
  clearTimeout(pressed);
  pressed = setTimeout(release, longestPress);
}, true);
for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, released, true);
addEventListener("blur", released); // of the window

// released applies waiting updates after the click event that follows a release.
function released() {
  if (!pressed) return;
  clearTimeout(pressed);
  pressed = setTimeout(release, 0);
}

function release() {
  pressed = undefined;
  const late = waiting;
  waiting = [];
  for (const [html, how] of late) morph(html, how);
}

// keepFocus restores the focus of a row, since an element that is moved loses it.
function keepFocus(change) {
  const focused = document.activeElement;
  const row = focused?.closest("tr[id]");
  change();
  if (!row || document.activeElement !== document.body) return;
  const now = document.getElementById(row.id);
  const target = focused.isConnected ? focused : now?.querySelector("[data-open]") ?? now?.querySelector("a, summary");
  target?.focus({ preventScroll: true });
}

// morph replaces elements by those with the same ids in a piece of HTML. While something is being
// pressed it waits: an element that moves away from the pointer would lose the click. With
// flash, changed rows are highlighted.
export function morph(html, how = {}) {
  if (pressed) {
    waiting.push([html, how]);
    return;
  }
  const template = document.createElement("template");
  template.innerHTML = html;
  // Rows come in a template, because the parser drops them outside of a table.
  const pieces = [...template.content.children].flatMap((part) => (part.localName === "template" ? [...part.content.children] : [part]));
  const changed = how.flash ? pieces.flatMap(findChanged) : [];
  keepFocus(() => pieces.forEach(morphElement));
  flashRows(changed);
  document.dispatchEvent(new CustomEvent("morphed"));
}
