/** Where the browser keeps no cookies, what it sends is nobody's: that is said at once. */

/**
 * @param {HTMLElement | null} warning stands on the page only where it matters
 * @param {HTMLElement} note says in its place what is seen here
 * @param {object} data the page's JSON block
 * @param {{api, announce}} rooms from the modules of these names
 */
export async function warnWithoutCookies(warning, note, data, { api, announce }) {
  // What is sent by somebody who is signed in is theirs.
  if (!warning || data.owner || data.account?.name) return;
  // The page itself came with the cookie, or else the first answer does: only the next one
  // tells if it was kept.
  const mark = await api
    .greet()
    .then(api.mark)
    .catch(() => null);
  if (mark !== "unknown") return;
  warning.hidden = false;
  note.hidden = true;
  announce.say(warning.textContent);
}
