// Follow, mute, "less like this" and save without leaving the place. All of it works without this file.

const said = document.createElement("p");
said.className = "said";
said.setAttribute("role", "status");
document.body.append(said);

const press = async (button) => {
  const form = button.form;
  const body = new URLSearchParams(new FormData(form));
  body.set("do", button.value);
  const answer = await fetch(button.getAttribute("formaction") ?? form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  const told = await answer.json();
  if (!answer.ok) tell(told.said);
  return answer.ok ? told : null;
};

// What is now so is spoken and shown, with the way back beside it, until the next press.
const tell = (words, back, place) => {
  const line = document.createElement("span");
  line.textContent = words;
  said.replaceChildren(line);
  if (!back) return;
  const undo = place.cloneNode();
  undo.className = "said__undo";
  undo.removeAttribute("aria-label");
  undo.removeAttribute("aria-pressed");
  undo.removeAttribute("data-of");
  undo.value = back.value;
  undo.textContent = back.words;
  undo.dataset.undoes = place.dataset.of;
  said.append(undo);
};

// Every button for the same thing turns with it.
const turn = (buttons) => {
  for (const { value, words, short, of, is_on: isOn } of buttons) {
    for (const button of document.querySelectorAll(`[data-of="${of}"]`)) {
      button.value = value;
      if (button.hasAttribute("aria-pressed")) {
        button.setAttribute("aria-pressed", isOn); // and its words stay
        continue;
      }
      button.textContent = button.hasAttribute("aria-label") ? short : words;
      if (button.hasAttribute("aria-label")) button.setAttribute("aria-label", words);
      button.classList.toggle("pill--on", isOn && button.classList.contains("pill"));
    }
  }
};

const cardOf = (value) => document.querySelector(`[data-of="${value}"]`)?.closest(".chosen");

// A story of which less is wanted steps back at once; it is gone at the next visit.
const stepBack = (card) => {
  const menu = card.querySelector("details");
  card.classList.add("chosen--less");
  menu.open = false;
  menu.querySelector("summary").focus();
};

// A saved story that is published no longer can't be saved again: its line goes.
const takeOut = (row) => {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next?.querySelector("a, button") ?? document.querySelector("main")).focus();
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest('button[name="do"]');
  if (!button || button.disabled) return;
  event.preventDefault();
  button.disabled = true;
  let told;
  try {
    told = await press(button);
  } catch {
    button.disabled = false;
    button.form.requestSubmit(button); // the page itself says what is wrong
    return;
  }
  button.disabled = false;
  if (!told) return;
  turn(told.buttons);
  const undone = button.dataset.undoes;
  if (undone) cardOf(undone)?.classList.remove("chosen--less");
  const card = button.value.startsWith("less") && cardOf(button.value);
  const gone = button.closest(".saved__gone");
  if (card) stepBack(card);
  else if (gone) takeOut(gone);
  else if (!undone) button.focus();
  else (cardOf(undone)?.querySelector("summary") ?? document.querySelector(`[data-of="${undone}"]`))?.focus();
  tell(told.said, undone ? null : told.back, button);
  document.dispatchEvent(new CustomEvent("pressed", { detail: told }));
});

// One menu at a time; Escape and a press elsewhere close it.
const menus = () => document.querySelectorAll(".why__menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
