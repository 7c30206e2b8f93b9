// Updates a review when the user selects or clears a row: the server counts again, and the parts that depend on it are
// replaced. Without JavaScript a button does the same.

const parts = ["review-title", "review-effect", "review-seen"];

export function bindReviews() {
  for (const form of document.querySelectorAll("form[data-review]")) {
    let running;
    form.addEventListener("change", async (e) => {
      if (!e.target.matches(".select input[type=checkbox]")) return;
      running?.abort();
      running = new AbortController();
      form.setAttribute("aria-busy", "true");
      try {
        const response = await fetch(form.dataset.review, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: running.signal });
        if (!response.ok || response.redirected) return;
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        for (const id of parts) {
          const fresh = page.getElementById(id);
          if (fresh) document.getElementById(id)?.replaceWith(document.adoptNode(fresh));
        }
        form.removeAttribute("aria-busy");
      } catch (error) {
        if (error.name !== "AbortError") form.removeAttribute("aria-busy"); // the server checks the review again when it is confirmed
      }
    });
  }
}
