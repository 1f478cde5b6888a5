/** What is around the drop area where the page is its own: all of the page. */

import { createAddress } from "../gallery/address.js";
import { closeByItself } from "../platform/menu.js";
import { createTabTitle } from "../platform/tab-title.js";

const byId = (id) => document.getElementById(id);

/**
 * @param {HTMLElement} root of the element
 * @param {object} data its JSON block
 * @param {AbortSignal} signal
 * @return {object} as open.js takes it
 */
export function asWholePage(root, data, signal) {
  const nameTab = createTabTitle();
  nameTab("page", data.title);
  // A reload must not say again what has just arrived.
  if (byId("arrived")) history.replaceState(null, "", data.urls.upload);
  closeByItself(byId("languages"));
  // The server wrote them so that nothing behind the open picture can be reached.
  for (const part of ["top", "main"]) byId(part).inert = false;
  lockBehind(root.querySelector("dialog.viewer"));
  return {
    bounds: { scope: window, signal },
    top: byId("top"),
    nameTab,
    openAddress: (on) => createAddress(data.urls, on),
  };
}

// What is behind an open picture does not scroll.
function lockBehind(viewer) {
  const { classList } = document.documentElement;
  const follow = () => classList.toggle("is-viewing", viewer.open);
  new MutationObserver(follow).observe(viewer, { attributeFilter: ["open"] });
}
