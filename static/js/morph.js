// Replaces elements by what the server sends, in place, and leaves alone what belongs to the
// person in front of the page.
import { Idiomorph } from "/static/js/vendor/idiomorph.js";

const theirs = new Set(["data-marked", "data-cursor"]);

function keep(name, node) {
  if (theirs.has(name)) return false;
  if (name === "open" && node.matches("details, dialog")) return false;
  if (name === "checked" && node.matches("input")) return false;
  return true;
}

const options = {
  morphStyle: "outerHTML",
  ignoreActiveValue: true,
  restoreFocus: true,
  callbacks: {
    beforeAttributeUpdated: keep,
    // What somebody has begun to type stays as it is.
    beforeNodeMorphed: (old) => !(old.matches?.("input, textarea, select") && old.dataset.touched),
  },
};

// morph puts each element of a piece of HTML in the place of the one with the same id.
export function morph(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const fresh of [...template.content.children]) {
    const old = fresh.id && document.getElementById(fresh.id);
    if (old) Idiomorph.morph(old, fresh, options);
  }
  document.dispatchEvent(new CustomEvent("morphed"));
}
