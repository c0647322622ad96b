/* Passkeys, on top of allauth's webauthn-json.js. A form with data-passkey is shown only where the browser can do it:
   "create" takes its options from data-options, "get" fetches them from the form's own address. */
(() => {
  if (!window.PublicKeyCredential || !window.webauthnJSON) return;

  const ask = {
    async create(form) {
      const options = JSON.parse(form.dataset.options);
      const wanted = options.publicKey.authenticatorSelection;
      wanted.residentKey = "required";
      wanted.requireResidentKey = true;
      wanted.userVerification = "required";
      return window.webauthnJSON.create(options);
    },
    async get(form) {
      const response = await fetch(form.action, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(response.status);
      return window.webauthnJSON.get((await response.json()).request_options);
    },
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const error = document.getElementById(form.dataset.error);
    form.closest("[hidden]").hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await ask[form.dataset.passkey](form));
        form.submit();
      } catch {
        error.hidden = false; // refused, interrupted, no passkey here: one sentence says what else works
      }
    });
  }
})();
