// Disables all forms while the database is not writable, and shows why. The server does not
// resend the static parts of a page for that.

const sends = 'form[method="post"]:not([action$="/theme"]) button:not([type="button"], :disabled)';

export function blockForms() {
  const problems = document.getElementById("problems");
  if (!problems) return;
  const apply = () => {
    const why = problems.dataset.blocked;
    for (const button of document.querySelectorAll(why ? sends : "button[data-blocked]")) {
      button.disabled = Boolean(why);
      button.toggleAttribute("data-blocked", Boolean(why));
      if (why) button.title = why;
      else button.removeAttribute("title");
    }
  };
  new MutationObserver(apply).observe(problems, { attributeFilter: ["data-blocked"] });
}
