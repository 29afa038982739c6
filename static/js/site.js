// What every page asks of a script, in one request. Not a module: those wait for the whole page, and it would flash.
(() => {
  const root = document.documentElement;
  const kept = () => {
    try {
      return (localStorage.getItem("theme") || "").replace("auto", ""); // the desk's word for the device's own
    } catch {
      return ""; // storage is closed to us: the device decides
    }
  };
  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  // The control in the footer that chooses the appearance.
  const offer = () => {
    const form = document.querySelector("[data-theme-choice]");
    if (!form) return;
    const select = form.querySelector("select");
    form.hidden = false;
    select.value = kept();
    select.addEventListener("change", () => {
      try {
        localStorage.setItem("theme", select.value);
      } catch {
        // Kept for this page alone.
      }
      show(select.value);
    });
    window.addEventListener("storage", () => {
      select.value = kept();
      show(select.value);
    });
  };

  // On a narrow screen the strip of sections begins at the one the reader is in.
  const scroll = () => {
    const list = document.querySelector(".nav__list");
    const current = list?.querySelector("[aria-current]");
    if (current) list.scrollLeft += current.getBoundingClientRect().left + current.offsetWidth / 2 - innerWidth / 2;
  };

  show(kept()); // before the first paint
  document.addEventListener("DOMContentLoaded", () => {
    scroll();
    offer();
  });
})();
