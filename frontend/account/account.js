/** Who is signed in, as far as the page knows: whoever signs out elsewhere is noticed. */

import { isStranger } from "../platform/api.js";

/**
 * @param {object | null} given `account` of the page's JSON block; null where Dropslot
 *   has no accounts of its own
 * @param {() => Promise<{name: string | null, is_admin: boolean}>} ask the server
 * @param {(before: string | null) => void} changed after any change, with the name before
 * @param {string} owner stands for whom the host app has signed in, "" for nobody
 */
export function createAccount(given, ask, changed, owner = "") {
  const needed = given?.needed ?? false;
  let name = given?.name ?? null;
  let isAdmin = given?.is_admin ?? false;
  let isLocked = needed && !name;
  // Somebody was signed in on this page, and is no more.
  let hasEnded = false;
  // How often somebody has signed in.
  let era = 0;
  // Only the answer to the newest question counts.
  let questions = 0;

  function take(found, locks = needed && !found.name) {
    const [before, wasLocked] = [name, isLocked];
    questions += 1;
    ({ name, is_admin: isAdmin } = found);
    isLocked = locks;
    if (name && name !== before) era += 1;
    hasEnded = !name && (hasEnded || Boolean(before) || locks !== wasLocked);
    if (before !== name || wasLocked !== locks) changed(before);
  }

  async function look() {
    questions += 1;
    const question = questions;
    const found = await ask();
    if (question === questions) take(found);
    return found;
  }

  /** The server has said that nobody is signed in; false where signing in is no help. */
  function lost() {
    if (given && !isLocked) take({ name: null, is_admin: false }, true);
    return given !== null;
  }

  /** Whether it still is who it was; throws when that cannot be known. */
  async function isStill() {
    const before = name;
    return !before || (await look()).name === before;
  }

  return {
    name: () => name,
    isAdmin: () => isAdmin,
    /** Whether files have to wait until somebody signs in. */
    isLocked: () => isLocked,
    hasEnded: () => hasEnded,
    /** Another number after each sign-in: what was sent before says nothing of it. */
    era: () => era,
    /** Whose what happens now is: a name, "" for this browser's, null for nobody's. */
    who: () => name ?? (needed ? null : owner),
    /** Somebody has just signed in. */
    take,
    lost,
    /** Asks anew who is signed in; what cannot be asked now stays as it was. */
    look: () => (given ? look().catch(() => {}) : Promise.resolve()),
    isStill,
    /** Whether a request failed because nobody is signed in any more. */
    async hasGone(error) {
      if (isStranger(error)) return lost();
      return error.status === 404 && !(await isStill().catch(() => false));
    },
  };
}
