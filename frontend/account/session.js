/** Signing in and out on this page: the header, the dialog, what else depends on it. */

import { focusBeside } from "../platform/focus.js";
import { createAccount } from "./account.js";
import { createSignIn } from "./sign-in.js";

// However bad the connection is, signing out does not wait for longer.
const LAST_MS = 3000;

/**
 * @param {{top, dialog, limits, none, note}} roots the page's header; the dialog to sign
 *   in; the line that says that it is needed; the gallery's lines for when it is empty,
 *   and of whose pictures are in it. Those that the page has not got are null
 * @param {object} data the page's JSON block
 * @param {{words, announce, api, bounds}} rooms from the modules of these names
 * @param {object} on
 * @param {(dialog: HTMLDialogElement) => void} on.opened
 * @param {(before: string | null) => void} on.changed somebody else is signed in now,
 *   or nobody; or files have to wait for that, or no longer
 * @param {() => Promise<void> | null} on.signOut what is still to be done before; null
 *   when there is nothing
 * @return {{account: object, ask: (reason: "wanted" | "ended") => void,
 *   isAsking: () => boolean}} who is signed in, see account.js; what asks the visitor to;
 *   and whether it does so now
 */
export function openSession(roots, data, { words, announce, api, bounds }, on) {
  function changed(before) {
    showHeader(account);
    showStanding(roots, account, data, words);
    if (account.name()) dialog.close();
    on.changed(before);
  }

  const account = createAccount(data.account, api.who, changed, data.owner);
  if (!data.account) return { account, ask() {}, isAsking: () => false };

  const dialog = createSignIn(roots.dialog, api, words, {
    opened: on.opened,
    signedIn(found) {
      account.take(found);
      announce.say(words.say("page.account.done", { name: found.name }));
    },
  });
  const showHeader = createHeader(roots.top, {
    signIn: () => dialog.open(""),
    signOut: on.signOut,
  });
  watchElsewhere(account.look, bounds.signal);

  return {
    account,
    ask: (reason) => dialog.open(words.say(`page.account.${reason}`)),
    isAsking: () => roots.dialog.open,
  };
}

// Holds .account-in, .account-out and .account-sign-in; what is returned shows an account.
function createHeader(top, on) {
  // A guest in somebody's page has none.
  if (!top) return () => {};
  const element = top.querySelector(".account");
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
    const hadFocus = element.contains(focusBeside(element));
    top.dataset.account = name ? "in" : "out";
    part("in").hidden = !name;
    part("sign-in").hidden = Boolean(name);
    part("name").textContent = name ?? "";
    part("name").title = name ?? "";
    if (hadFocus) part(name ? "name" : "sign-in").focus();
  };
}

function showStanding({ limits, none, note }, account, data, words) {
  const { needed } = data.account;
  const isOut = needed && !account.name();
  const isPrivate = isOut && data.signedLinks;
  if (none) {
    none.textContent = words.say(
      isPrivate ? "page.gallery.locked" : "page.gallery.empty",
    );
  }
  if (needed && limits) limits.classList.toggle("needless", !isOut);
  if (note) note.hidden = account.isAdmin();
}

// Signing in and out in another tab is noticed when somebody looks at this one.
function watchElsewhere(look, signal) {
  const seen = () => document.hidden || look();
  // Out of the browser's memory, with the Back button.
  const comeBack = ({ persisted }) => persisted && look();
  addEventListener("focus", look, { signal });
  document.addEventListener("visibilitychange", seen, { signal });
  addEventListener("pageshow", comeBack, { signal });
}
