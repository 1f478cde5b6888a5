/** Where the browser keeps no cookies, what it sends is nobody's: that is said at once. */

/**
 * @param {HTMLElement | null} note stands on the page only where it matters
 * @param {object} data the page's JSON block
 * @param {object} api from api.js
 * @param {object} announce from announce.js
 */
export async function warnWithoutCookies(note, data, api, announce) {
  // What is sent by somebody who is signed in is theirs.
  if (!note || data.owner || data.account?.name) return;
  // The page itself came with the cookie: only the next answer tells if it was kept.
  const mark = await api.mark().catch(() => null);
  if (mark !== "unknown") return;
  note.hidden = false;
  announce.say(note.textContent);
}
