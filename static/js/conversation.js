// New comments while reading, and likes without leaving the place. All of it works without this file.

const region = document.querySelector(".conversation__new");
const list = document.querySelector(".conversation > .thread");
const words = region?.dataset ?? {};
let newest = Number(words.newest);
let asked = Date.now();
let pause = Number(words.every) * 1000;

const offer = (count) => {
  region.replaceChildren();
  if (!count) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = count === 1 ? words.one : words.many.replace("{count}", count);
  button.addEventListener("click", show);
  region.append(button);
};

const ask = async () => {
  asked = Date.now();
  try {
    // The browser sends back the page's mark, and while nothing was said the answer is an empty 304.
    const answer = await fetch(words.ask, { cache: "no-cache" });
    if (!answer.ok) throw new Error(answer.status);
    const ids = (await answer.json()).newest;
    offer(ids.filter((id) => id > newest && !document.getElementById(`comment-${id}`)).length);
  } catch {
    pause = Math.min(pause * 2, 600_000); // a server in trouble is asked less and less often
  }
};

const show = async () => {
  const answer = await fetch(words.fetch.replace(/0\/$/, `${newest}/`));
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = [...page.querySelectorAll(".thread > li")].filter((item) => !document.getElementById(item.firstElementChild.id));
  said.forEach(place);
  newest = Math.max(newest, ...said.map((item) => Number(item.firstElementChild.id.replace("comment-", ""))));
  offer(0);
  said.at(-1)?.firstElementChild.setAttribute("tabindex", "-1");
  said.at(-1)?.firstElementChild.focus();
};

// An answer goes to the end of its thread, a thread to the top.
const place = (item) => {
  item.classList.add("thread__new");
  const root = item.dataset.thread && document.getElementById(`comment-${item.dataset.thread}`)?.closest("li");
  if (!root) return list.prepend(item);
  let answers = root.querySelector(":scope > .thread__replies");
  if (!answers) {
    answers = document.createElement("ol");
    answers.className = "thread__replies";
    root.append(answers);
  }
  answers.append(item);
};

if (region && list) {
  const tick = () => {
    const wait = asked + pause - Date.now();
    if (wait > 0) return setTimeout(tick, wait);
    if (!document.hidden) ask().then(tick); // a hidden page rests until it is looked at
  };
  document.addEventListener("visibilitychange", () => !document.hidden && tick());
  tick();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".comment__like");
  const form = document.getElementById("react");
  const token = form?.querySelector("[name=csrfmiddlewaretoken]");
  if (!button || !token) return; // signed out: the button leads to sign-in
  event.preventDefault();
  button.disabled = true;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token.value, to: button.value });
  try {
    const answer = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const { likes, is_liked: isLiked } = await answer.json();
    button.value = isLiked ? "unlike" : "like";
    button.setAttribute("aria-pressed", isLiked);
    button.querySelector(".comment__word").textContent = isLiked ? form.dataset.liked : form.dataset.like;
    button.querySelector(".comment__likes").textContent = likes || "";
    button.disabled = false;
  } catch {
    button.disabled = false;
    form.requestSubmit(button); // the page itself says what is wrong
    return;
  }
  button.focus();
});
