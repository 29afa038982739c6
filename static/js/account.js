// Shows what only works with scripts, and says so when a passkey was not used.
const passkeys = "PublicKeyCredential" in window;
for (const part of document.querySelectorAll(".needs-script")) part.hidden = !passkeys;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.querySelector("[data-passkey-failed]");
  if (note) note.hidden = false;
});
