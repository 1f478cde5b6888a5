/** What covers the scope while something is dragged over it, and says what a drop does. */

// Chromium knows no type of a folder, and Firefox tells none before the drop.
const UNTOLD = ["", "application/x-moz-file"];

/**
 * @param {HTMLElement} root
 * @param {object} words from words.js
 */
export function createVeil(root, words) {
  const line = root.querySelector(".overlay-words");
  let isShown = false;
  return {
    /** @param {DataTransfer} transfer what is dragged */
    show(transfer) {
      if (isShown) return;
      isShown = true;
      const hasFiles = transfer.types.includes("Files");
      root.dataset.kind = hasFiles ? "files" : "other";
      line.textContent = hasFiles
        ? promise([...transfer.items], words)
        : words.say("page.veil.not-files");
      // Above an open picture, too; a guest covers nothing but itself.
      if (root.popover) root.showPopover();
    },
    hide() {
      if (!isShown) return;
      isShown = false;
      root.dataset.kind = "";
      if (root.popover) root.hidePopover();
    },
  };
}

/**
 * What a drop would add, as far as the browser tells before it.
 * @param {{kind: string, type: string}[]} items
 * @param {object} words from words.js
 */
export function promise(items, words) {
  const types = items.filter(({ kind }) => kind === "file").map(({ type }) => type);
  if (types.length && types.every((type) => type.startsWith("image/"))) {
    return words.count("page.veil.pictures", types.length);
  }
  // A single thing may well be a folder, and hold many files.
  const isUncertain = types.length < 2 && UNTOLD.includes(types[0] ?? "");
  return isUncertain
    ? words.say("page.veil.add")
    : words.count("page.veil.files", types.length);
}
