// Has the saved stories kept in this browser: on the list of them, and when one is saved or no longer.

const address = document.querySelector("[data-worker]").dataset.worker;

// The list says of each story whether it is here.
const mark = async () => {
  for (const sign of document.querySelectorAll("[data-kept]")) sign.hidden = !(await caches.match(sign.dataset.kept));
};

const sync = async () => {
  await navigator.serviceWorker.register(address);
  const { active } = await navigator.serviceWorker.ready;
  await new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    active.postMessage("sync", [port2]);
  });
  await mark();
};

const trySync = () => sync().catch(() => null); // storage may be closed to us, or full: the list is there all the same

if ("serviceWorker" in navigator) {
  document.addEventListener("pressed", ({ detail }) => {
    if (detail.buttons.some(({ of }) => of.startsWith("save "))) trySync();
  });
  if (document.querySelector(".saved-list")) navigator.onLine ? trySync() : mark();
}
