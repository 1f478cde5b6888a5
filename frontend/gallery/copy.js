/** [Copy link]: an address on the clipboard, on plain http too. */

const SAID_MS = 2000;

/**
 * @param {object} words from words.js
 * @param {object} announce from announce.js
 * @param {object} toast from toast.js
 * @param {((name: string) => Promise<{url: string, expires: string}>) | null} sign
 *   makes a link that others can open; null where everybody can open the address
 * @return {(upload: {name: string, url: string}, button: HTMLElement) => Promise<void>}
 *   the button says for a moment how it went; rejects when there is no link
 */
export function createCopy(words, announce, toast, sign) {
  const asking = new WeakSet();

  async function copySigned({ name }, button) {
    const asked = sign(name);
    const worked = await copyPromised(
      asked.then(({ url }) => new URL(url, location.href).href),
      button.parentElement,
    );
    const until = words.until(new Date((await asked).expires));
    const sentence = words.say("page.copy.until", { until });
    // [Undo] goes before news that the button and the screen reader tell as well.
    if (worked && !toast.isOffering()) toast.show(sentence);
    show(button, worked, worked ? sentence : null);
  }

  function show(button, worked, spoken = null) {
    const sentence = words.say(worked ? "page.copy.done" : "page.copy.failed");
    announce.say(spoken ?? sentence);
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
  }

  return async (upload, button) => {
    if (asking.has(button)) return;
    asking.add(button);
    try {
      if (sign) return await copySigned(upload, button);
      const link = new URL(upload.url, location.href).href;
      // The helper stands beside the button: outside of an open dialog it would be inert.
      show(button, await copyText(link, button.parentElement));
    } finally {
      asking.delete(button);
    }
  };
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
