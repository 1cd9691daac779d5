/* Asks the browser for a passkey and sends its answer with the form. */
"use strict";

const form = document.querySelector("form[data-passkey]");
const bytes = (text) => Uint8Array.from(
  atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0),
);
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function wanted() {
  const { publicKey } = JSON.parse(document.getElementById("passkey-options").textContent);
  const listed = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  publicKey.excludeCredentials = listed(publicKey.excludeCredentials);
  publicKey.allowCredentials = listed(publicKey.allowCredentials);
  return { publicKey };
}

function answer({ id, rawId, type, response }, extensions) {
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  return { id, rawId: text(rawId), type, response: parts, clientExtensionResults: extensions };
}

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const found = await navigator.credentials[form.dataset.passkey](wanted());
      const { id, rawId, type, response } = found;
      const made = answer({ id, rawId, type, response }, found.getClientExtensionResults());
      form.elements.credential.value = JSON.stringify(made);
      form.submit();
    } catch {
      form.querySelector("[role=alert]").hidden = false;
    }
  });
}
