/** What the page shows of who is signed in: in its header, and where it matters. */

const byId = (id) => document.getElementById(id);
// However bad the line is, signing out does not wait for longer.
const LAST_MS = 3000;

/**
 * @param {HTMLElement} element holds .account-in, .account-out and .account-sign-in
 * @param {object} on
 * @param {() => void} on.signIn
 * @param {() => Promise<void> | null} on.signOut what is still to be done before; null
 *   when there is nothing
 * @return {(account: object) => void} shows an account of account.js
 */
export function createHeader(element, on) {
  const part = (name) => element.querySelector(`.account-${name}`);

  part("sign-in").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    on.signIn();
  });
  part("out").addEventListener("submit", async (event) => {
    const last = on.signOut();
    if (!last) return;
    event.preventDefault();
    await Promise.race([last, new Promise((resolve) => setTimeout(resolve, LAST_MS))]);
    event.target.submit();
  });

  return (account) => {
    const name = account.name();
    const hadFocus = element.contains(document.activeElement);
    byId("top").dataset.account = name ? "in" : "out";
    part("in").hidden = !name;
    part("sign-in").hidden = Boolean(name);
    part("name").textContent = name ?? "";
    part("name").title = name ?? "";
    if (hadFocus) part(name ? "name" : "sign-in").focus();
  };
}

/**
 * What else depends on who is signed in.
 * @param {object} account from account.js
 * @param {object} data the page's JSON block
 * @param {object} words from words.js
 */
export function showStanding(account, { account: given, signedLinks }, words) {
  const isOut = given.needed && !account.name();
  const isPrivate = isOut && signedLinks;
  const none = isPrivate ? "page.gallery.locked" : "page.gallery.empty";
  byId("no-pictures").textContent = words.say(none);
  if (given.needed) byId("limits-account").classList.toggle("needless", !isOut);
  const note = byId("gallery-note");
  if (note) note.hidden = account.isAdmin();
}
