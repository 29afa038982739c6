// The toolbar over the body: every button is a key too, and every change can be undone with the browser's own undo.

const body = document.querySelector("[data-editor] textarea");
const toolbar = document.querySelector("[data-toolbar]");

if (body && toolbar) {
  toolbar.hidden = false;
  const buttons = [...toolbar.querySelectorAll("button")];
  buttons.forEach((button, place) => {
    button.tabIndex = place ? -1 : 0;
    button.addEventListener("click", () => press(button));
  });
  toolbar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[(at + step + buttons.length) % buttons.length];
    buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
    next.focus();
  });
  body.addEventListener("keydown", (event) => {
    const button = buttons.find((one) => isPressed(one.getAttribute("aria-keyshortcuts"), event));
    if (!button) return;
    event.preventDefault();
    press(button);
  });
  body.addEventListener("desk:insert", (event) => replace(event.detail, event.detail.length, event.detail.length));
}

function isPressed(shortcut, event) {
  const keys = shortcut.split("+");
  const key = keys.at(-1).toLowerCase();
  return (
    (event.ctrlKey || event.metaKey) &&
    event.altKey === keys.includes("Alt") &&
    !event.shiftKey &&
    (event.key.toLowerCase() === key || event.code === `Key${key.toUpperCase()}` || event.code === `Digit${key}`)
  );
}

function press(button) {
  if ("wrap" in button.dataset) wrap(button.dataset.wrap);
  else if ("line" in button.dataset) prefix(button.dataset.line);
  else if ("link" in button.dataset) link();
  else if ("picture" in button.dataset) body.dispatchEvent(new CustomEvent("desk:picture", { bubbles: true }));
}

function chosen() {
  return body.value.slice(body.selectionStart, body.selectionEnd);
}

// Puts text in place of the selection and selects from..to of it. execCommand is the one way that keeps undo whole.
function replace(text, from, to) {
  const start = body.selectionStart;
  body.focus();
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done) {
    body.setRangeText(text, start, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
  body.setSelectionRange(start + from, start + to);
}

function wrap(mark) {
  const text = chosen();
  if (text.length > 2 * mark.length && text.startsWith(mark) && text.endsWith(mark)) {
    replace(text.slice(mark.length, -mark.length), 0, text.length - 2 * mark.length);
  } else {
    replace(mark + text + mark, mark.length, mark.length + text.length);
  }
}

function prefix(mark) {
  const start = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  body.setSelectionRange(start, body.selectionEnd);
  const lines = chosen().split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  replace(text, lines.length > 1 ? 0 : text.length, text.length);
}

function link() {
  const text = chosen();
  if (/^https?:\/\/\S+$/.test(text)) replace(`[](${text})`, 1, 1);
  else replace(`[${text}](https://)`, text.length + 3, text.length + 11);
}
