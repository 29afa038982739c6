// Authors and topics: the lines of a text field as a list that can be ordered, with suggestions while typing.

const form = document.querySelector("#story");

if (form) for (const name of ["authors", "topics"]) enhance(form.querySelector(`#id_${name}`), name);

function enhance(field, name) {
  const label = form.querySelector(`label[for="id_${name}"]`);
  const list = Object.assign(document.createElement("ol"), { className: "names" });
  const adding = Object.assign(document.createElement("div"), { className: "names-add" });
  const input = Object.assign(document.createElement("input"), { type: "text", id: `add-${name}`, autocomplete: "off" });
  const offers = Object.assign(document.createElement("datalist"), { id: `offers-${name}` });
  const add = Object.assign(document.createElement("button"), { type: "button", textContent: "+" });
  add.setAttribute("aria-label", form.dataset.add);
  input.setAttribute("list", offers.id);
  label.htmlFor = input.id;
  field.hidden = true;
  adding.append(input, add, offers);
  field.after(list, adding);
  let pause = 0;

  input.addEventListener("input", () => {
    clearTimeout(pause);
    if ([...offers.options].some((option) => option.value === input.value)) return take();
    pause = setTimeout(suggest, 200);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take();
  });
  add.addEventListener("click", take);
  form.addEventListener("submit", take);
  draw();

  function lines() {
    return field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  }

  function write(next) {
    field.value = [...new Set(next)].join("\n");
    draw();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function take() {
    if (!input.value.trim()) return;
    const taken = input.value.trim();
    input.value = "";
    write([...lines(), taken]);
  }

  async function suggest() {
    if (!input.value.trim()) return;
    const asked = new URLSearchParams({ term: input.value, app_label: "articles", model_name: "article", field_name: name });
    const answer = await fetch(`${form.dataset.names}?${asked}`);
    if (!answer.ok) return;
    const { results } = await answer.json();
    offers.replaceChildren(...results.map((row) => Object.assign(document.createElement("option"), { value: row.text })));
  }

  function draw() {
    const all = lines();
    list.replaceChildren(
      ...all.map((line, place) => {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("span"), { textContent: line }));
        if (name === "authors" && all.length > 1) {
          item.append(
            button("↑", form.dataset.up.replace("%s", line), place === 0, () => write(moved(all, place, place - 1))),
            button("↓", form.dataset.down.replace("%s", line), place === all.length - 1, () => write(moved(all, place, place + 1))),
          );
        }
        item.append(button("×", form.dataset.remove.replace("%s", line), false, () => write(all.filter((other) => other !== line))));
        return item;
      }),
    );
  }

  function button(sign, said, disabled, press) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, disabled });
    made.setAttribute("aria-label", said);
    made.addEventListener("click", press);
    return made;
  }
}

function moved(all, from, to) {
  const next = [...all];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}
