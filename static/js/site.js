// What every page asks of a script, in one request. Not a module: those wait for the whole page, and it would flash.
(() => {
  const root = document.documentElement;

  // How the reader likes to read, in the four characters of readers/comfort.py.
  const USUAL = "a322";
  const WORDS = {
    theme: { l: "light", d: "dark", s: "sepia" },
    text: { 1: 1, 2: 2, 4: 4, 5: 5 },
    spacing: { 1: "tight", 3: "wide" },
    width: { 1: "narrow", 3: "wide" },
  };
  const NAMES = Object.keys(WORDS);
  let now = USUAL;

  const keep = () => {
    try {
      localStorage.setItem("comfort", now);
      localStorage.setItem("theme", { a: "auto", d: "dark" }[now[0]] || "light"); // for the desk, which knows no sepia
      if (document.cookie.includes("comfort=")) document.cookie = "comfort=; path=/; max-age=0";
      return true;
    } catch {
      return false; // storage is closed to us
    }
  };

  const show = () => NAMES.forEach((name, at) => {
    const word = WORDS[name][now[at]];
    if (word) root.dataset[name] = word;
    else delete root.dataset[name];
  });

  const recall = () => {
    try {
      const chosen = document.cookie.match(/(?:^|; )comfort=([alds][1-5][1-3]{2})(?:;|$)/);
      if (chosen) {
        now = chosen[1]; // while scripts were off: the last word. What is kept here instead, pages are shared again
        keep();
      } else {
        now = localStorage.getItem("comfort")?.match(/^[alds][1-5][1-3]{2}$/)?.[0] || USUAL;
        const theme = (localStorage.getItem("theme") || "auto")[0]; // the desk may have changed it
        if (/[ald]/.test(theme) && theme !== now[0].replace("s", "l")) now = theme + now.slice(1);
      }
    } catch {
      // The device decides.
    }
    show();
  };

  const forms = () => document.querySelectorAll("[data-comfort]");
  const fill = () => {
    for (const { elements } of forms()) NAMES.forEach((name, at) => elements[name] && (elements[name].value = now[at]));
  };
  const choose = (code) => {
    now = code;
    show();
    fill();
    return keep();
  };
  const offer = () => {
    let isOpen = true;
    try {
      isOpen = Boolean(localStorage);
    } catch {
      isOpen = false;
    }
    for (const form of forms()) {
      form.hidden = false;
      form.querySelectorAll("[data-comfort-save]").forEach((button) => (button.hidden = isOpen)); // it is kept at once
    }
    fill();
    document.addEventListener("change", ({ target }) => {
      const form = target.closest("[data-comfort]");
      if (form) choose(NAMES.map((name, at) => form.elements[name]?.value || now[at]).join(""));
    });
    document.addEventListener("submit", (event) => {
      if (!event.target.closest("[data-comfort]")) return;
      const isKept = event.submitter?.name === "reset" ? choose(USUAL) : keep();
      if (isKept) event.preventDefault(); // else the server keeps it in a cookie
    });
    // Another tab, or this one before the reader came back to it.
    const again = () => {
      recall();
      fill();
    };
    addEventListener("storage", again);
    addEventListener("pageshow", again);
  };

  // On a narrow screen the strip of sections begins at the one the reader is in.
  const scroll = () => {
    const list = document.querySelector(".nav__list");
    const current = list?.querySelector("[aria-current]");
    if (current) list.scrollLeft += current.getBoundingClientRect().left + current.offsetWidth / 2 - innerWidth / 2;
  };

  recall(); // before the first paint
  document.addEventListener("DOMContentLoaded", () => {
    scroll();
    offer();
  });
})();
