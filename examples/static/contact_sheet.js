/** A contact sheet of what has arrived: it listens to the events of its drop area. */

const form = document.querySelector("form");
const slot = form.querySelector("drop-slot");
const sheet = form.querySelector(".sheet");
const frames = sheet.querySelector("ol");
const frame = document.querySelector("#frame").content.firstElementChild;
const { cover } = form.elements;
let isBusy = false;

slot.addEventListener("dropslot:added", () => {
  isBusy = true;
  show();
});
slot.addEventListener("dropslot:stored", ({ detail }) => put(detail));
slot.addEventListener("dropslot:removed", ({ detail }) => {
  frames.querySelector(`[value="${detail.name}"]`)?.closest("li").remove();
  show();
});
slot.addEventListener("dropslot:done", ({ detail }) => {
  isBusy = false;
  show(detail.refused.length);
});
frames.addEventListener("change", () => show());
// Whoever comes back to the page finds in the drop area what they left there.
slot.ready.then(() => slot.uploads.forEach(put));

function put({ name, url, thumbnail, title }) {
  if (frames.querySelector(`[value="${name}"]`)) return;
  const added = frame.cloneNode(true);
  added.dataset.url = url;
  added.querySelector("input").value = name;
  Object.assign(added.querySelector("img"), { src: thumbnail, alt: title });
  frames.append(added);
  show();
}

function show(refused = 0) {
  const { length } = frames.children;
  const chosen = frames.querySelector("input:checked") ?? frames.querySelector("input");
  sheet.hidden = !chosen;
  if (chosen) {
    chosen.checked = true;
    cover.value = chosen.value;
    sheet.querySelector("img").src = chosen.closest("li").dataset.url;
  }
  const words = length === 1 ? "1 picture" : `${length || "No"} pictures`;
  form.querySelector("output").value = refused ? `${words}, ${refused} refused` : words;
  form.querySelector("button").disabled = isBusy || !length;
}
