/** One file of the list, as everything about it is kept. */

// A server that answers, but takes a file in none of so many rounds of tries, is not away.
const WAKES = 3;

/** The sentence that it was refused with, if it was; other sentences are no refusals. */
export function refusedWith({ state, sentence }) {
  return state === "refused" ? sentence : null;
}

/** What a file is to the page; `print` is its fingerprint. */
export function newItem(file, print, state) {
  const { name, size: bytes } = file;
  const counts = { sent: 0, tries: 0, wakes: 0 };
  return { file, print, name, bytes, state, sentence: null, ...counts };
}

/** Whether it was given up for want of an answer, and may yet go on by itself. */
export function isGivenUp({ state, unreached, wakes }) {
  return state === "failed" && unreached && wakes < WAKES;
}
