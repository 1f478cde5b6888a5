/** What is around a drop area in somebody else's page: nothing of that page is its own. */

// A picture that is open there leaves the address as it is.
const NO_ADDRESS = { here: () => null, show() {}, leave() {} };

/** What was open on top of the page is so again, after the element has been moved. */
export function backOnTop(shadow) {
  for (const dialog of shadow.querySelectorAll("dialog[open]:not(:modal)")) {
    dialog.removeAttribute("open");
    dialog.showModal();
  }
}

/**
 * @param {HTMLElement} root of the element: only what happens inside of it is for it
 * @param {AbortSignal} signal it is taken off the page
 * @return {object} as open.js takes it
 */
export function asGuest(root, signal) {
  // After a click anywhere in it a paste is for it; by the keys nobody gets there.
  root.tabIndex = -1;
  return {
    bounds: { scope: root, signal },
    top: null,
    nameTab() {},
    openAddress: () => NO_ADDRESS,
  };
}
