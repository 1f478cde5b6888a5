/** One file's row: the state is the row. */

import { pathOf } from "../dropzone-config.js";
import { focusBeside } from "../platform/focus.js";
import { size, sizes } from "../platform/words.js";

// To make a segmenter takes a slow phone 40 ms, and most names do without.
const ASCII = /^[ -~]*$/;
let segmenter = null;

// Where the focus may go by itself: an Enter that was meant for the button before takes
// nothing away.
const HARMLESS = new Set(["pause", "retry", "copy", "resume"]);

// On a phone a button is its icon.
const ACT_ICONS = {
  cancel: "close",
  remove: "close",
  retry: "again",
  copy: "link",
  delete: "bin",
  pause: "pause",
  signin: "person",
  resume: "play",
};

const ENDING = 8;
// Letters that run from right to left: Hebrew, Arabic and their neighbours.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

let rows = 0;

/**
 * @param {HTMLTemplateElement} template
 * @param {object} item a file, as the list is told of it
 * @param {object} words from words.js
 * @param {object} states what shows in each state: the table of upload/states.js
 * @return {{element: HTMLLIElement, update: () => void, thumbnail: (image) => void}}
 */
export function createRow(template, item, words, states) {
  const element = template.content.firstElementChild.cloneNode(true);
  const part = (name) => element.querySelector(`.${name}`);
  const parts = {
    bar: part("bar"),
    status: part("status"),
    icon: part("status .icon"),
    statusText: part("status span"),
    popup: part("popup"),
    sentence: part("popup span"),
    acts: part("acts"),
  };
  let state = null;
  label(element, part, item);

  return {
    element,
    /** Shows what the item has become. */
    update() {
      if (state !== item.state) {
        state = item.state;
        showState(element, parts, item, { ...states[state], words });
      }
      const { bar, popup, says } = states[state];
      if (bar === "kept") parts.bar.hidden = !item.sent;
      if (bar !== "moving") parts.bar.value = item.bytes ? item.sent / item.bytes : 0;
      const text = says === "sentence" ? item.sentence : statusText(item, says, words);
      setText(popup ? parts.sentence : parts.statusText, text);
    },
    /** @param {HTMLElement | null} image of the file; null: the browser cannot show it */
    thumbnail(image) {
      if (image) part("thumb").replaceChildren(image);
      else {
        part("thumb use").setAttribute("href", "#icon-no-picture");
        part("thumb").title = words.say("page.row.no-preview");
      }
    },
  };
}

function label(element, part, item) {
  rows += 1;
  const id = `file-${rows}`;
  const [head, tail] = halves(item.name);
  part("whole").id = id;
  part("whole").textContent = item.name;
  part("name").title = pathOf(item.file) ?? item.name;
  part("head").textContent = head;
  part("tail").textContent = tail;
  part("size").textContent = size(item.bytes);
  part("popup").id = `${id}-popup`;
  part("bar").setAttribute("aria-labelledby", id);
  element.setAttribute("aria-labelledby", id);
}

// The ending is what tells files apart, so it is never cut off. A name that runs from right
// to left would be put together in the wrong order: it stays whole.
function halves(name) {
  if (RIGHT_TO_LEFT.test(name)) return [name, ""];
  const letters = lettersOf(name);
  if (letters.length <= ENDING * 2) return [name, ""];
  return [letters.slice(0, -ENDING).join(""), letters.slice(-ENDING).join("")];
}

// What people see as one letter: a family is one emoji of seven code points.
function lettersOf(name) {
  if (ASCII.test(name) || !Intl.Segmenter) return [...name];
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(name), ({ segment }) => segment);
}

function showState(element, parts, item, look) {
  const { icon, tone = "", bar, popup = false } = look;
  element.dataset.state = item.state;
  element.dataset.tone = tone;
  parts.bar.hidden = !bar;
  if (bar === "moving") parts.bar.removeAttribute("value");
  parts.popup.hidden = !popup;
  parts.status.hidden = popup;
  parts.icon.firstElementChild.setAttribute("href", `#icon-${icon}`);
  showActs(element, parts, item, look);
  const first = parts.acts.firstElementChild;
  if (popup) first?.setAttribute("aria-describedby", parts.popup.id);
  else first?.removeAttribute("aria-describedby");
}

// A button that stays is left alone: it may have the focus, or be half pressed.
function showActs(element, { acts: holder, icon }, item, { acts, words }) {
  const wasFocused = holder.contains(focusBeside(holder));
  for (const old of [...holder.children]) {
    if (!acts.includes(old.dataset.act)) old.remove();
  }
  for (const [index, act] of acts.entries()) {
    const there = holder.children[index];
    if (there?.dataset.act === act) continue;
    holder.insertBefore(button(act, item, words, icon), there ?? null);
  }
  if (wasFocused && !holder.contains(focusBeside(holder))) {
    const next = [...holder.children].find(({ dataset }) => HARMLESS.has(dataset.act));
    element.tabIndex = -1;
    (next ?? element).focus();
  }
}

function button(act, item, words, icon) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button small";
  element.part = "row-button";
  element.dataset.act = act;
  const text = document.createElement("span");
  text.textContent = words.say(`page.row.${act}`);
  const drawing = icon.cloneNode(true);
  drawing.firstElementChild.setAttribute("href", `#icon-${ACT_ICONS[act]}`);
  element.append(drawing, text);
  element.setAttribute("aria-label", `${text.textContent} ${item.name}`);
  return element;
}

function statusText(item, says, words) {
  const { state } = item;
  if (says === "amount") {
    return words.say("page.row.sending", sizes(item.sent, item.bytes));
  }
  if (state === "trouble") {
    const seconds = Math.max(1, Math.ceil((item.retryAt - performance.now()) / 1000));
    return words.say("page.row.trouble", { seconds });
  }
  const time = item.arrivedAt && words.clock(item.arrivedAt);
  return words.say(`page.row.${state}`, { time });
}

// Only what has changed: a thousand rows are asked twice a second.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
