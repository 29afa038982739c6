// On a narrow screen the strip of sections begins at the one the reader is in.
const list = document.querySelector(".nav__list");
const current = list?.querySelector("[aria-current]");
if (current) list.scrollLeft += current.getBoundingClientRect().left + current.offsetWidth / 2 - innerWidth / 2;
