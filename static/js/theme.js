// The chosen appearance, set before the first paint; then the control that chooses it, in the footer.
// Not a module: those wait for the whole page, and the page would flash.
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
  show(kept());

  document.addEventListener("DOMContentLoaded", () => {
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
  });
})();
