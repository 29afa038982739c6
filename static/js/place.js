// Keeps the paragraph a reader got to, so that they can go on from there. Loaded for who lets their history be kept.

const BEGUN = 2; // paragraphs before the first at which somebody may be said to have stopped
const STAYS = 1_000; // ms at a paragraph, after which it is not only passed by
const SENT_EVERY = 10_000; // ms at least between two places

const form = document.querySelector("form[data-place]");
const isParagraph = ({ id }) => /^p-[0-9a-f]{6}(-\d{1,4})?$/.test(id);
const paragraphs = [...document.querySelectorAll(".prose [id]")].filter(isParagraph);
let furthest = paragraphs.findIndex(({ id }) => id === form.dataset.place); // -1 after the end: then it begins anew
let sent = furthest;
let sentAt = -SENT_EVERY;
let before = -1;

// The last paragraph that begins above the middle of the window; none once the text is left behind.
const here = () => {
  if (paragraphs.at(-1).getBoundingClientRect().bottom < 0) return -1;
  return paragraphs.findLastIndex((paragraph) => paragraph.getBoundingClientRect().top < innerHeight / 2);
};

const send = () => {
  if (furthest <= sent || furthest < BEGUN) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("place", paragraphs[furthest].id);
  sent = furthest;
  sentAt = performance.now();
  fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {
    sent = -1; // no network: the next time, then
  });
};

const look = () => {
  if (document.hidden) return;
  const now = here();
  furthest = Math.max(furthest, Math.min(before, now));
  before = now;
  if (performance.now() - sentAt >= SENT_EVERY) send();
};

if (paragraphs.length > BEGUN + 1) {
  setInterval(look, STAYS);
  document.addEventListener("visibilitychange", () => document.hidden && send());
  window.addEventListener("pagehide", send);
}
