/** The address bar follows the open picture: Back closes it, Forward opens it again. */

/**
 * @param {{upload: string, pictures: string}} urls of the page, and of a picture's page
 *   but for its name
 * @param {object} on
 * @param {(name: string) => void} on.came Back or Forward lead to a picture
 * @param {() => void} on.left they lead to the page
 */
export function createAddress({ upload: home, pictures }, on) {
  // It takes a moment to go back; what is opened meanwhile comes after that.
  let isLeaving = false;
  let waiting = null;

  function here() {
    const { pathname } = location;
    if (!pathname.startsWith(pictures)) return null;
    return decodeURIComponent(pathname.slice(pictures.length));
  }

  function show(name) {
    if (isLeaving) waiting = name;
    if (isLeaving || name === here()) return;
    const url = pictures + encodeURIComponent(name);
    // One step back closes it, however many pictures were looked at.
    if (here()) return history.replaceState(history.state, "", url);
    // Not to where the page was: to the tile of the picture that was seen last.
    history.scrollRestoration = "manual";
    history.pushState({ isOpened: true }, "", url);
  }

  function leave() {
    waiting = null;
    if (isLeaving || !here()) return;
    if (history.state?.isOpened) {
      isLeaving = true;
      history.back();
    } else {
      // Who came by a link would leave the site.
      history.replaceState(null, "", home);
    }
  }

  function arrive() {
    isLeaving = false;
    const next = waiting;
    waiting = null;
    if (!here()) history.scrollRestoration = "auto";
    if (next) show(next);
    else if (here()) on.came(here());
    else on.left();
  }

  addEventListener("popstate", arrive);
  // Out of the browser's memory.
  addEventListener("pageshow", ({ persisted }) => persisted && arrive());

  return {
    /** The name of the picture whose address this is, or null. */
    here,
    /** A picture is open. */
    show,
    /** None is open any more. */
    leave,
  };
}
