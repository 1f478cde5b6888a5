// A handler of the host's own for everything, and what they have heard.
const heard = {
  errors: [],
  drops: [],
  pastes: [],
  undone: 0,
  titles: [],
  addresses: [],
  leaving: 0,
};
let named = 0;

window.onerror = (message) => {
  heard.errors.push(message);
};
addEventListener("unhandledrejection", ({ reason }) => heard.errors.push(`${reason}`));
addEventListener("beforeunload", () => {
  heard.leaving += 1;
});

document.addEventListener("drop", ({ target, defaultPrevented, dataTransfer }) => {
  const names = [...dataTransfer.files].map(({ name }) => name);
  heard.drops.push({ on: target.id || target.localName, defaultPrevented, names });
});
document.addEventListener("paste", ({ target, defaultPrevented }) => {
  heard.pastes.push({ on: target.id || target.localName, defaultPrevented });
});
document.addEventListener("keydown", ({ key, ctrlKey, defaultPrevented }) => {
  if (key === "z" && ctrlKey && !defaultPrevented) heard.undone += 1;
});

for (const act of ["pushState", "replaceState"]) {
  const real = history[act];
  history[act] = function (...given) {
    heard.addresses.push(String(given[2]));
    return real.apply(this, given);
  };
}

addEventListener("DOMContentLoaded", () => {
  const target = document.getElementById("drop");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.addEventListener(kind, (event) => event.preventDefault());
  }
  document.documentElement.style.setProperty("--host", "own");
  new MutationObserver(() => heard.titles.push(document.title)).observe(
    document.querySelector("title"),
    { childList: true, characterData: true, subtree: true },
  );
  setInterval(() => {
    named += 1;
    document.title = `Host ${named}`;
  }, 100);
});

heard.history = history.length;
heard.names = Object.keys(window);
