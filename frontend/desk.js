/** The status line and the live regions: they are in whatever dialog is on top. */

/**
 * A modal dialog makes all that is outside of it inert, so they move into it.
 * @param {HTMLElement} desk
 * @return {(dialog: HTMLDialogElement) => void} to be called for one that was opened
 */
export function createDesk(desk) {
  const places = [desk.parentElement];

  return (dialog) => {
    places.push(dialog);
    dialog.append(desk);
    const leave = () => {
      places.splice(places.indexOf(dialog), 1);
      places.at(-1).append(desk);
    };
    dialog.addEventListener("close", leave, { once: true });
  };
}
