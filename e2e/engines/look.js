/** What a screen reader finds on the page; read in front of every script of a test. */

const TAGS = {
  button: "button",
  dialog: "dialog[open]",
  heading: "h1, h2, h3",
  img: "img[alt]",
  link: "a[href]",
  listitem: "li",
  progressbar: "progress",
  region: "section[aria-labelledby]",
  textbox: "input",
};

const OFF = "[aria-hidden=true], [inert]";

/** All of a page: what is in a drop area that is a guest there as well. */
function all(selector, within = document) {
  const slots = [...within.querySelectorAll("drop-slot")];
  const roots = slots.map(({ shadowRoot }) => shadowRoot).filter(Boolean);
  return [within, ...roots].flatMap((root) => [...root.querySelectorAll(selector)]);
}

/** All that can be seen, of a role and, where one is given, with exactly this name. */
function find(role, name, within = document) {
  return all(TAGS[role], within).filter(
    (element) =>
      element.checkVisibility({ visibilityProperty: true }) &&
      !element.closest(OFF) &&
      (name === null || nameOf(element) === name),
  );
}

/** What has the focus, in a drop area as well. */
function focused() {
  const { activeElement: element } = document;
  return element.shadowRoot?.activeElement ?? element;
}

/** The row of a file. */
function row(name) {
  return find("listitem", name)[0];
}

/** What an element is called, as far as this page goes (W3C accname 1.2, 4.3.2). */
function nameOf(element) {
  const ids = element.getAttribute("aria-labelledby")?.split(" ") ?? [];
  const root = element.getRootNode();
  const others = [...ids.map((id) => root.getElementById(id)), ...labels(element)];
  const text = others.filter(Boolean).map(spoken).join(" ");
  const own = element.getAttribute("aria-label") ?? element.alt;
  return (text || own || spoken(element) || element.title).replace(/\s+/g, " ").trim();
}

function labels(element) {
  return element.hasAttribute("aria-label") ? [] : [...(element.labels ?? [])];
}

function spoken(element) {
  const copy = element.cloneNode(true);
  for (const hidden of copy.querySelectorAll(OFF)) hidden.remove();
  for (const image of copy.querySelectorAll("img")) image.replaceWith(image.alt);
  return copy.textContent;
}
