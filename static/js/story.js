// The tools of a story that need a script: share and print. Without it the link by mail stands in their place.
const row = document.querySelector(".tools");
const share = row?.querySelector("[data-share]");
const print = row?.querySelector("[data-print]");
const panel = row?.querySelector("details");

const send = async () => {
  const said = row.querySelector("[role=status]");
  const link = { title: document.querySelector(".story__headline").textContent, url: share.dataset.share };
  said.textContent = "";
  try {
    if (navigator.share) return await navigator.share(link);
    await navigator.clipboard.writeText(link.url);
    said.textContent = share.dataset.copied;
  } catch (trouble) {
    if (trouble.name !== "AbortError") row.querySelector("[data-mail]").hidden = false; // neither is allowed here
  }
};

if (row) {
  const canShare = Boolean(navigator.share || navigator.clipboard);
  share.hidden = !canShare;
  row.querySelector("[data-mail]").hidden = canShare;
  print.hidden = false;
  share.addEventListener("click", send);
  print.addEventListener("click", () => window.print());
  document.addEventListener("click", (event) => {
    if (!panel.contains(event.target)) panel.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
}
