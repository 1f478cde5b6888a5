/** A list that opens from its button, as a <details>: works without the script, too. */

/** @param {HTMLDetailsElement} menu closes as lists do: by Escape, or from elsewhere */
export function closeByItself(menu) {
  addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
