/** [Copy link]: an address on the clipboard, on plain http too. */

const SAID_MS = 2000;

/**
 * @param {object} words from words.js
 * @param {object} announce from announce.js
 * @return {(address: string, button: HTMLElement) => Promise<void>} the button says
 *   for a moment how it went
 */
export function createCopy(words, announce) {
  return async (address, button) => {
    const link = new URL(address, location.href).href;
    // The helper stands beside the button: outside of an open dialog it would be inert.
    const worked = await copyText(link, button.parentElement);
    const sentence = words.say(worked ? "page.copy.done" : "page.copy.failed");
    announce.say(sentence);
    const text = button.querySelector("span");
    if (text.dataset.before) return;
    text.dataset.before = text.textContent;
    text.textContent = sentence;
    button.classList.add("said");
    setTimeout(() => {
      text.textContent = text.dataset.before;
      delete text.dataset.before;
      button.classList.remove("said");
    }, SAID_MS);
  };
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
  const focused = document.activeElement;
  field.value = text;
  field.className = "unseen";
  near.append(field);
  field.select();
  const worked = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return worked;
}
