// Pictures by drop, paste or choice, for the body and for the lead; and the focal point by a click.

const form = document.querySelector("#story");
const dialog = document.querySelector("[data-picture-dialog]");

for (const place of document.querySelectorAll("[data-focal]")) focal(place, byId(place.dataset.x), byId(place.dataset.y));

if (form && dialog) {
  const body = form.querySelector("#id_body");
  const editor = form.querySelector("[data-editor]");
  const upload = dialog.querySelector("[data-upload]");
  const chosenFile = upload.elements.file;
  const errors = dialog.querySelector("[data-upload-errors]");
  const drop = dialog.querySelector("[data-drop]");
  const image = dialog.querySelector("[data-upload-picture]");
  const around = document.createElement("div");
  let use = toBody;

  around.className = "focal";
  around.hidden = true;
  image.replaceWith(around);
  around.append(image, Object.assign(document.createElement("span"), { className: "focal-point", hidden: true }));
  image.hidden = false;
  const place = focal(around, upload.elements.focal_x, upload.elements.focal_y);

  body.addEventListener("desk:picture", () => open(toBody));
  body.addEventListener("paste", (event) => {
    const file = pictureIn(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    open(toBody, file);
  });
  onDrop(editor, (file) => open(toBody, file));
  onDrop(drop, take);
  chosenFile.addEventListener("change", () => preview(chosenFile.files[0]));
  upload.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.dataset.pictures, {
      method: "POST",
      body: new FormData(upload),
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return finish(told);
    refuse(Object.values(told.errors ?? {}).flat().map((one) => one.message));
  });

  const library = dialog.querySelector("[data-library]");
  const words = dialog.querySelector("[data-library-words]");
  let pause = 0;
  library.addEventListener("toggle", () => library.open && find());
  words.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(find, 300);
  });

  lead();

  function open(then, file) {
    use = then;
    upload.reset();
    upload.elements.focal_x.value = upload.elements.focal_y.value = 50;
    refuse([]);
    preview(null);
    library.open = false;
    dialog.showModal();
    if (file) take(file);
  }

  function take(file) {
    const files = new DataTransfer();
    files.items.add(file);
    chosenFile.files = files.files;
    preview(file);
    upload.elements.alt.focus();
  }

  function preview(file) {
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    around.hidden = !file;
    dialog.querySelector("[data-focal-hint]").hidden = !file;
    if (file) image.src = URL.createObjectURL(file);
    else image.removeAttribute("src");
    place();
  }

  function refuse(reasons) {
    errors.textContent = reasons.join(" ");
    errors.hidden = !reasons.length;
  }

  function finish(picture) {
    dialog.close();
    use(picture);
  }

  async function find() {
    const answer = await fetch(`${form.dataset.pictures}?q=${encodeURIComponent(words.value)}`);
    if (!answer.ok) return;
    const { pictures } = await answer.json();
    dialog.querySelector("[data-library-pictures]").replaceChildren(...pictures.map(asChoice));
  }

  function asChoice(picture) {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.append(Object.assign(document.createElement("img"), { src: picture.thumbnail, alt: picture.alt || picture.caption || picture.url, loading: "lazy" }));
    button.addEventListener("click", () => finish(picture));
    item.append(button);
    return item;
  }

  function toBody(picture) {
    const before = body.value.slice(0, body.selectionStart);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    body.dispatchEvent(new CustomEvent("desk:insert", { detail: `${gap}${picture.markdown}\n\n` }));
  }

  function lead() {
    const card = form.querySelector("[data-lead]");
    const number = byId("id_lead_image");
    const shown = card.querySelector("[data-focal]");
    const detail = card.querySelector("[data-lead-words]");
    card.querySelector("[data-lead-buttons]").hidden = false;
    card.querySelector("[data-lead-number]").hidden = true;
    card.querySelector("[data-lead-file]").hidden = true;
    card.querySelector("[data-lead-choose]").addEventListener("click", () => open(set));
    card.querySelector("[data-lead-remove]").addEventListener("click", () => set(null));
    onDrop(card, (file) => open(set, file));
    reveal(Boolean(number.value));

    function reveal(there) {
      shown.hidden = !there;
      if (!detail.querySelector(".wrong")) detail.hidden = !there;
      card.querySelector("[data-lead-remove]").hidden = !there;
    }

    function set(picture) {
      number.value = picture?.id ?? "";
      byId("id_lead-of").value = picture?.id ?? "";
      if (picture) {
        const img = shown.querySelector("img");
        Object.assign(img, { src: picture.url, alt: picture.alt, width: picture.width, height: picture.height });
        for (const name of ["alt", "caption", "credit", "focal_x", "focal_y"]) byId(`id_lead-${name}`).value = picture[name];
        byId("id_lead-is_decorative").checked = picture.is_decorative;
        byId("id_lead-focal_x").dispatchEvent(new Event("input", { bubbles: true }));
      }
      reveal(Boolean(picture));
      number.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

function byId(id) {
  return document.getElementById(id);
}

function pictureIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/"));
}

function onDrop(place, take) {
  place.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    place.classList.add("is-over");
  });
  place.addEventListener("dragleave", () => place.classList.remove("is-over"));
  place.addEventListener("drop", (event) => {
    place.classList.remove("is-over");
    const file = pictureIn(event.dataTransfer);
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    take(file);
  });
}

// A click sets both numbers; the numbers move the mark. Returns the function that moves it.
function focal(around, x, y) {
  const image = around.querySelector("img");
  const point = around.querySelector(".focal-point");
  if (!x || !y) return () => {};
  const place = () => {
    point.hidden = around.hidden;
    point.style.setProperty("left", `${x.value || 50}%`);
    point.style.setProperty("top", `${y.value || 50}%`);
  };
  around.classList.add("focal--live");
  image.addEventListener("click", (event) => {
    const box = image.getBoundingClientRect();
    x.value = Math.round(((event.clientX - box.left) / box.width) * 100);
    y.value = Math.round(((event.clientY - box.top) / box.height) * 100);
    place();
    x.dispatchEvent(new Event("input", { bubbles: true }));
  });
  for (const number of [x, y]) number.addEventListener("input", place);
  place();
  return place;
}
