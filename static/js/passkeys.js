// Passkeys: a form with the options of a ceremony asks the browser for a passkey, and is submitted with its response. It is
// hidden in browsers without passkeys.
export function bindPasskeys() {
  const supported = window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = !supported;
    form.addEventListener("submit", (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      ask(form);
    });
  }
}

async function ask(form) {
  const options = JSON.parse(form.dataset.options);
  try {
    const credential =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.requestSubmit();
  } catch (error) {
    const text = form.querySelector("[data-passkey-error]");
    text.textContent = "The browser gave no passkey (" + error.name + ").";
    text.hidden = false;
  }
}
