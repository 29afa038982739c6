// What is typed is kept in this browser until it is saved: a closed tab or an ended session loses nothing.

const form = document.querySelector("#story");
const FIELDS = ["headline", "summary", "body"];

if (form) {
  const key = `desk:${form.dataset.story}`;
  const offer = document.querySelector("[data-keep]");
  const saved = typed();
  const kept = read(key);
  const refused = document.querySelector(".trouble, .conflict"); // what the form holds is not stored yet
  let leaving = false;
  let changed = Boolean(refused);

  if (same(read("desk:new"), saved)) localStorage.removeItem("desk:new"); // the new story has become this one
  if (refused) {
    keep();
  } else if (kept && !same(kept, saved)) {
    offer.hidden = false;
    offer.querySelector("[data-keep-back]").addEventListener("click", () => {
      for (const name of FIELDS) {
        form.elements[name].value = kept[name];
        form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
      }
      offer.hidden = true;
    });
    offer.querySelector("[data-keep-drop]").addEventListener("click", () => {
      localStorage.removeItem(key);
      offer.hidden = true;
    });
  } else {
    localStorage.removeItem(key);
  }

  form.addEventListener("input", () => {
    changed = true;
    keep();
  });
  form.addEventListener("submit", (event) => (leaving = event.submitter?.formTarget !== "_blank"));
  window.addEventListener("beforeunload", (event) => {
    if (changed && !leaving) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('[name="then"][value=""]'));
  });

  function typed() {
    return Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  }

  function keep() {
    localStorage.setItem(key, JSON.stringify(typed()));
  }

  // White space at the ends and line ends are the server's to settle.
  function same(one, other) {
    const plain = (text) => text.replace(/\s+/g, " ").trim();
    return Boolean(one) && FIELDS.every((name) => plain(one[name]) === plain(other[name]));
  }

  function read(place) {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch {
      return null;
    }
  }
}
