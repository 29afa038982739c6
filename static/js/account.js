// Shows what only works with scripts and passkeys, and says so when a passkey was not used.
// A browser makes passkeys for a host with a name, never for a bare address such as 127.0.0.1.
const passkeys = "PublicKeyCredential" in window && !/^[\d.]+$|:/.test(location.hostname);

for (const part of document.querySelectorAll(".needs-script")) part.hidden = !passkeys;
for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = passkeys;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const note of document.querySelectorAll("[data-passkey-failed]")) note.hidden = false;
});
