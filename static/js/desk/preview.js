// The preview beside the text, made by the server's own renderer; and the count of words while typing.

const form = document.querySelector("#story");
const pane = document.querySelector("[data-preview-pane]");
const frame = document.querySelector("[data-preview-frame]");
const button = document.querySelector("[data-preview-button]");
const PAUSE = 600; // milliseconds without a key before the server is asked

if (form && pane) {
  const body = form.querySelector("#id_body");
  let waiting = 0;
  let asked = null;
  let shown = "";

  count(body.value);
  form.addEventListener("input", () => {
    count(body.value);
    if (pane.hidden) return;
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  });
  form.addEventListener("change", () => !pane.hidden && refresh());
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the page of its own
    event.preventDefault();
    toggle();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === "p") {
      event.preventDefault();
      toggle();
    }
  });

  function toggle() {
    pane.hidden = !pane.hidden;
    button.setAttribute("aria-pressed", String(!pane.hidden));
    document.querySelector(".sheet").classList.toggle("sheet--beside", !pane.hidden);
    if (!pane.hidden) refresh();
  }

  async function refresh() {
    asked?.abort();
    asked = new AbortController();
    const typed = new FormData(form);
    typed.delete("lead-file"); // the picture itself is not needed to show the words
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: typed, signal: asked.signal });
      if (answer.ok) show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  // Only the page's main part is exchanged, so that neither the place in the text nor the pictures jump.
  function show(html) {
    if (html === shown) return;
    const old = shown && frame.contentDocument?.querySelector("main");
    shown = html;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const script of fresh.querySelectorAll("script")) script.remove(); // the frame runs none
    const theme = document.documentElement.dataset.theme;
    if (theme && theme !== "auto") fresh.documentElement.dataset.theme = theme;
    if (old) old.replaceWith(frame.contentDocument.adoptNode(fresh.querySelector("main")));
    else frame.srcdoc = `<!doctype html>${fresh.documentElement.outerHTML}`;
  }

  function count(text) {
    const place = form.querySelector("[data-words]");
    const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu)?.length ?? 0;
    const minutes = Math.max(1, Math.ceil(words / Number(form.dataset.wordsPerMinute)));
    const said = (words === 1 ? place.dataset.one : place.dataset.many).replace("%s", String(words));
    place.textContent = `${said} · ${place.dataset.minutes.replace("%s", String(minutes))}`;
  }
}
