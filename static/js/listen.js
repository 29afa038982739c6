// Reads the story aloud with the browser's own voice, where it has one for the story's language.
const button = document.querySelector("[data-listen]");
const words = button?.dataset ?? {};
const speech = window.speechSynthesis;
const language = document.querySelector(".story .prose")?.closest("[lang]").lang.toLowerCase() ?? "";

const BLOCKS = ":is(p, li, dd, h2, h3, h4, dt)";
const parts = [...document.querySelectorAll(`.story__headline, .story__standfirst, .prose ${BLOCKS}`)].filter(
  (part) => !part.querySelector(BLOCKS) && !part.closest(".footnote, table, .new-mark") && textOf(part),
);

function textOf(part) {
  const copy = part.cloneNode(true);
  for (const aside of copy.querySelectorAll("sup, .visually-hidden")) aside.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

// Sentence by sentence: some voices fall silent in a long paragraph, and a pause goes on where it stopped.
const sentencesOf = (part) => {
  const text = textOf(part);
  if (!Intl.Segmenter) return [text];
  return [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)].map(({ segment }) => segment);
};

// One of this machine before one that sends the words away, the story's own accent before another.
const voice = () => {
  const tongue = (lang) => lang.toLowerCase().replace("_", "-");
  const able = speech.getVoices().filter(({ lang }) => tongue(lang).split("-")[0] === language.split("-")[0]);
  const near = able.some((one) => one.localService) ? able.filter((one) => one.localService) : able;
  return near.find(({ lang }) => tongue(lang) === language) ?? near.find((one) => one.default) ?? near[0];
};

let at = 0; // which part, and which sentence of it
let sentence = 0;
let turn = 0; // what is said in an earlier turn has nothing more to tell
let isSpeaking = false;
let saying; // held, or some browsers forget it while they speak
let player;

const hush = () => {
  turn += 1;
  speech.cancel();
};

const speak = () => {
  const mine = ++turn;
  const sentences = sentencesOf(parts[at]);
  saying = new SpeechSynthesisUtterance(sentences[sentence]);
  saying.voice = voice();
  saying.lang = saying.voice.lang;
  saying.onend = () => {
    if (mine !== turn) return;
    sentence += 1;
    if (sentence < sentences.length) speak();
    else step(1);
  };
  saying.onerror = () => mine === turn && pause();
  speech.speak(saying);
};

const mark = (part) => {
  document.querySelector(".spoken")?.classList.remove("spoken");
  if (!part) return;
  part.classList.add("spoken");
  const { top, bottom, height } = part.getBoundingClientRect();
  const room = innerHeight - player.offsetHeight;
  if (top < 0 || bottom > room) part.scrollIntoView({ block: height > room ? "start" : "center" }); // gently, by the style sheet
};

const show = () => {
  button.lastElementChild.textContent = isSpeaking ? words.pause : player ? words.goOn : words.listen;
  if (player) player.querySelector("[data-turn]").textContent = isSpeaking ? words.pause : words.goOn;
};

const play = () => {
  isSpeaking = true;
  player ??= openPlayer();
  show();
  mark(parts[at]);
  speak();
};

const pause = () => {
  isSpeaking = false;
  hush();
  show();
};

const step = (by) => {
  hush();
  at = Math.max(0, at + by);
  sentence = 0;
  if (at >= parts.length) return stop();
  mark(parts[at]);
  if (isSpeaking) speak();
};

const stop = () => {
  const hadFocus = player?.contains(document.activeElement);
  isSpeaking = false;
  hush();
  at = sentence = 0;
  player?.remove();
  player = undefined;
  mark(null);
  show();
  if (hadFocus) button.focus();
};

const turnOver = () => (isSpeaking ? pause() : play());

// Always at hand while it reads, wherever the reader has scrolled to.
const openPlayer = () => {
  const bar = document.createElement("div");
  bar.className = "player";
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", words.aloud);
  const add = (press, text, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "tool";
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", press);
    bar.append(made);
    return made;
  };
  add(() => step(-1), "↑", words.back);
  add(turnOver, words.pause).dataset.turn = "";
  add(() => step(1), "↓", words.next);
  add(stop, words.stop);
  document.body.append(bar);
  return bar;
};

const offer = () => {
  if (parts.length && voice()) button.hidden = false;
};

if (button && speech) {
  words.listen = button.lastElementChild.textContent;
  button.addEventListener("click", turnOver);
  addEventListener("pagehide", () => player && stop());
  speech.addEventListener?.("voiceschanged", offer); // they may come late
  offer();
}
