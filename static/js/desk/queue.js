// Keys for the queue. Each only presses a button that is on the page.

const queue = document.querySelector("[data-queue]");
const list = document.querySelector("[data-keys]");
const hint = document.querySelector("[data-keys-hint]");
const TYPING = "input:not([type=hidden], [type=submit], [type=radio]), textarea, select";

if (hint) {
  hint.hidden = false;
  hint.querySelector("[data-keys-open]").addEventListener("click", () => list.showModal());
}

if (queue) {
  const items = [...queue.querySelectorAll("[data-item]")];
  const named = items.findIndex((item) => `#${item.id}` === location.hash);
  if (named > 0 || location.hash) goTo(items[Math.max(named, 0)]);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || list?.open) return;
    if (event.target.matches(TYPING)) {
      if (event.key === "Escape") leave(event.target);
      return;
    }
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  queue.addEventListener("focusin", (event) => mark(event.target.closest("[data-item]")));

  const KEYS = {
    j: () => goTo(items[place() + 1]),
    k: () => goTo(items[place() - 1] ?? items[0]),
    a: () => press("a"),
    r: () => current()?.querySelector('[data-press="r"]')?.focus(),
    f: () => press("f"),
    u: () => document.querySelector('.messagelist [data-press="u"]')?.click(),
    "?": () => list?.showModal(),
  };

  function current() {
    return queue.querySelector("[aria-current]");
  }

  function place() {
    return items.indexOf(current());
  }

  function goTo(item) {
    item?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: "nearest" });
  }

  function mark(item) {
    if (!item || item === current()) return;
    current()?.removeAttribute("aria-current");
    item.setAttribute("aria-current", "true");
  }

  // Without a comment in hand the first one is meant, and shown before anything is decided about it.
  function press(key) {
    if (!current()) return goTo(items[0]);
    current().querySelector(`[data-press="${key}"]`)?.click();
  }

  function leave(field) {
    field.closest("[data-item]")?.focus();
  }
}
