/** Pictures from the clipboard. */

/**
 * @param {(files: File[]) => void} take
 * @param {(event: ClipboardEvent) => boolean} isBusy whether a paste is meant for
 *   something else on the page
 * @param {(time: string) => string} nameAt what a picture is called that has no name
 * @param {{scope: EventTarget, signal: AbortSignal, isDisabled: () => boolean}} bounds see
 *   element/open.js
 */
export function watchPaste(take, isBusy, nameAt, { scope, signal, isDisabled }) {
  function paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || isDisabled() || isBusy(event)) return;
    event.preventDefault();
    take(files.map((file, index) => named(file, index, nameAt)));
  }
  scope.addEventListener("paste", paste, { signal });
}

// Every picture from the clipboard is called "image.png".
function named(file, index, nameAt) {
  const match = /^image(\.\w+)$/.exec(file.name);
  if (!match) return file;
  const now = new Date();
  const local = new Date(now - now.getTimezoneOffset() * 60_000).toISOString();
  const time = local.slice(0, 19).replace("T", " ").replaceAll(":", ".");
  const more = index ? ` (${index + 1})` : "";
  const { type, lastModified } = file;
  return new File([file], nameAt(time) + more + match[1], { type, lastModified });
}
