// While nothing can be requested, the problems of a page say why, and no form can be sent. Parts of a
// page that do not change by themselves are not sent again for that.

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
