/** Wires what belongs to signing in: who it is, the header, the dialog. */

import { createAccount } from "./account.js";
import { createHeader, showStanding } from "./header.js";
import { createSignIn } from "./sign-in.js";

const byId = (id) => document.getElementById(id);

/**
 * @param {object} data the page's JSON block
 * @param {object} words from words.js
 * @param {object} announce from announce.js
 * @param {object} api from api.js
 * @param {object} on
 * @param {(dialog: HTMLDialogElement) => void} on.opened
 * @param {(before: string | null) => void} on.changed somebody else is signed in now,
 *   or nobody; or files have to wait for that, or no longer
 * @param {() => Promise<void> | null} on.signOut see header.js
 * @return {object} the account of account.js, and `ask(reason)`: asks to sign in
 */
export function openSession(data, words, announce, api, on) {
  function changed(before) {
    showHeader(account);
    showStanding(account, data, words);
    if (account.name()) dialog.close();
    on.changed(before);
  }

  const account = createAccount(data.account, api.who, changed, data.owner);
  if (!data.account) return { ...account, ask() {} };

  const dialog = createSignIn(byId("sign-in"), api, words, {
    opened: on.opened,
    signedIn(found) {
      account.take(found);
      announce.say(words.say("page.account.done", { name: found.name }));
    },
  });
  const showHeader = createHeader(byId("account"), {
    signIn: () => dialog.open(""),
    signOut: on.signOut,
  });
  watchElsewhere(account.look);

  return {
    ...account,
    /** @param {"wanted" | "ended"} reason */
    ask: (reason) => dialog.open(words.say(`page.account.${reason}`)),
  };
}

// Signing in and out in another tab is noticed when somebody looks at this one.
function watchElsewhere(look) {
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  // Out of the browser's memory, with the Back button.
  addEventListener("pageshow", ({ persisted }) => persisted && look());
}
