/** A contact sheet of what has arrived: it listens to the events of its drop area. */

const form = document.querySelector("form");
const sheet = form.querySelector(".sheet");
const frames = sheet.querySelector("ol");
const frame = document.querySelector("#frame").content.firstElementChild;
let isBusy = false;

form.addEventListener("dropslot:added", () => {
  isBusy = true;
  show();
});

form.addEventListener("dropslot:stored", ({ detail }) => {
  const added = frame.cloneNode(true);
  added.dataset.url = detail.url;
  added.querySelector("input").value = detail.name;
  Object.assign(added.querySelector("img"), {
    src: detail.thumbnail,
    alt: detail.title,
  });
  frames.append(added);
  show();
});

form.addEventListener("dropslot:removed", ({ detail }) => {
  frames.querySelector(`[value="${detail.name}"]`)?.closest("li").remove();
  show();
});

form.addEventListener("dropslot:done", ({ detail }) => {
  isBusy = false;
  show(detail.refused.length);
});

frames.addEventListener("change", () => show());

function show(refused = 0) {
  const { length } = frames.children;
  const cover = frames.querySelector("input:checked") ?? frames.querySelector("input");
  sheet.hidden = !cover;
  if (cover) {
    cover.checked = true;
    sheet.querySelector(".cover").src = cover.closest("li").dataset.url;
  }
  const words = length === 1 ? "1 picture" : `${length || "No"} pictures`;
  form.querySelector("output").value = refused ? `${words}, ${refused} refused` : words;
  form.querySelector("button").disabled = isBusy || !length;
}
