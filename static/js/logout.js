// Deletes what Snapdeck has stored in the browser at logout. Keys of other programs on the same host stay.
const own = "snapdeck.";

export function forgetAtLogout() {
  for (const form of document.querySelectorAll('form[action$="/logout"]')) {
    form.addEventListener("submit", () => {
      for (const storage of [sessionStorage, localStorage]) {
        for (const key of Object.keys(storage)) if (key.startsWith(own)) storage.removeItem(key);
      }
    });
  }
}
