/** [Copy link], [Copy all links]: addresses on the clipboard, on plain http too. */

import { focusBeside } from "../platform/focus.js";
import { createTimers } from "../platform/timers.js";

const SAID_MS = 2000;
// Each private link is a question of its own.
const ASKED_AT_ONCE = 4;

/**
 * @param {object} words from words.js
 * @param {object} announce from announce.js
 * @param {object} toast from toast.js
 * @param {((name: string) => Promise<{url: string, expires: string}>) | null} sign
 *   makes a link that others can open; null where everybody can open the address
 * @param {AbortSignal} [signal] nobody looks any more
 * @return {{
 *   one: (upload: {name: string, url: string}, button: HTMLElement) => Promise<void>,
 *   all: (uploads: {name: string, url: string}[], button: HTMLElement) => Promise<void>
 * }} the button, which holds a <span>, says for a moment how it went; rejects when there
 *   is no link. All are copied one a line
 */
export function createCopy(words, announce, toast, sign, signal) {
  const asking = new WeakSet();
  const timers = createTimers(signal);

  const absolute = (url) => new URL(url, location.href).href;

  async function copySigned({ name }, button) {
    const asked = sign(name);
    const worked = await copyPromised(
      asked.then(({ url }) => absolute(url)),
      button.parentElement,
    );
    const until = words.until(new Date((await asked).expires));
    const sentence = words.say("page.copy.until", { until });
    // [Undo] goes before news that the button and the screen reader tell as well.
    if (worked && !toast.isOffering()) toast.show(sentence);
    show(button, worked, worked ? sentence : null);
  }

  async function copyAllSigned(uploads, button) {
    const signing = signAll(uploads, sign);
    const worked = await copyPromised(
      signing.then(({ links }) => links.map(({ url }) => absolute(url)).join("\n")),
      button.parentElement,
    );
    const { links, missing } = await signing;
    const ends = links.map(({ expires }) => new Date(expires));
    const until = words.until(new Date(Math.min(...ends)));
    const { length } = links;
    const parts = [
      words.count("page.copy.all.until", length, { until }),
      missing && words.count("page.copy.missing", missing),
    ];
    const sentence = parts.filter(Boolean).join(" ");
    // A line that goes by itself, and the button may be narrow.
    if (worked && !toast.isOffering()) toast.show(sentence);
    show(button, worked, worked ? sentence : null);
  }

  async function copyAll(uploads, button) {
    if (sign) return copyAllSigned(uploads, button);
    const text = uploads.map(({ url }) => absolute(url)).join("\n");
    const worked = await copyText(text, button.parentElement);
    const sentence = words.count("page.copy.all", uploads.length);
    show(button, worked, worked ? sentence : null);
  }

  async function copyOne(upload, button) {
    if (sign) return copySigned(upload, button);
    // The helper stands beside the button: outside of an open dialog it would be inert.
    show(button, await copyText(absolute(upload.url), button.parentElement));
  }

  function show(button, worked, spoken = null) {
    const sentence = words.say(worked ? "page.copy.done" : "page.copy.failed");
    announce.say(spoken ?? sentence);
    const text = button.querySelector("span");
    if (text.dataset.before) return;
    text.dataset.before = text.textContent;
    text.textContent = sentence;
    button.classList.add("said");
    timers.start(() => {
      text.textContent = text.dataset.before;
      delete text.dataset.before;
      button.classList.remove("said");
    }, SAID_MS);
  }

  const once = (act) => async (what, button) => {
    if (asking.has(button)) return;
    asking.add(button);
    try {
      await act(what, button);
    } finally {
      asking.delete(button);
    }
  };

  return { one: once(copyOne), all: once(copyAll) };
}

/** A few at a time, in their order; rejects when not a single one could be made. */
async function signAll(uploads, sign) {
  const links = new Array(uploads.length).fill(null);
  let next = 0;
  let why;

  async function work() {
    while (next < uploads.length) {
      const at = next;
      next += 1;
      try {
        links[at] = await sign(uploads[at].name);
      } catch (error) {
        why = error;
      }
    }
  }

  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, work));
  const made = links.filter(Boolean);
  if (!made.length) throw why;
  return { links: made, missing: links.length - made.length };
}

// Safari lets a page copy only in the click itself, or what was promised in it.
async function copyPromised(promised, near) {
  try {
    const blob = promised.then((text) => new Blob([text], { type: "text/plain" }));
    // What it fails with is told below.
    blob.catch(() => {});
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return copyText(await promised, near);
  }
}

async function copyText(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // navigator.clipboard exists on https and localhost only.
    return copyOldWay(text, near);
  }
}

function copyOldWay(text, near) {
  const field = document.createElement("textarea");
  const focused = focusBeside(near);
  field.value = text;
  field.className = "unseen";
  near.append(field);
  field.select();
  const worked = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return worked;
}
