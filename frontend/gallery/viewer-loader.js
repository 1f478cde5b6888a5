/** The viewer: the page is there before it, and it comes when somebody looks at pictures. */

let coming = null;

/** Tries again, where it cannot be fetched, when it is asked for next. */
function script() {
  coming ??= import("./viewer.js").catch((error) => {
    coming = null;
    throw error;
  });
  return coming;
}

// Beside the script that this is a part of.
function sheet(dialog) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("viewer.css", import.meta.url);
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", (event) => {
      link.remove();
      reject(event);
    });
    dialog.before(link);
  });
}

/**
 * @param {HTMLDialogElement} dialog may be open already, as the server wrote it
 * @param {HTMLElement} gallery who comes near to it is about to open a picture
 * @param {object} on
 * @param {(exported: object) => object} on.came makes the viewer of what viewer.js exports
 * @param {(upload) => void} on.wanted it is opened as soon as the viewer is there
 * @param {() => void} on.forgotten nothing is wanted any more
 * @param {(upload) => void} on.missed it could not be fetched to show this one
 * @param {(dialog: HTMLDialogElement) => void} on.opened it is on top now
 * @param {() => void} on.closed what the server had opened, before the viewer was there
 * @param {AbortSignal} signal it is taken off the page
 * @return {object} what the viewer does, see viewer.js, now or as soon as it is there; of
 *   what is opened meanwhile it shows the last
 */
export function createViewerLoader(dialog, gallery, on, signal) {
  let viewer = null;
  let wanted = null;
  // Meanwhile, for the picture that comes.
  const pressed = [];
  // The server has linked it where it has opened a picture.
  let dressing = dialog.open ? Promise.resolve() : null;

  async function fetched() {
    dressing ??= sheet(dialog).catch((error) => {
      dressing = null;
      throw error;
    });
    const [exported] = await Promise.all([script(), dressing]);
    return exported;
  }

  async function open(upload) {
    if (viewer) return viewer.open(upload);
    if (dialog.open) makeModal(upload);
    wanted = upload;
    pressed.length = 0;
    on.wanted(upload);
    const exported = await fetched().catch(() => null);
    // It was closed, or somebody was here before.
    if (signal.aborted || !wanted) return;
    const last = wanted;
    wanted = null;
    if (!exported) return on.missed(last);
    viewer ??= on.came(exported);
    viewer.open(last);
    for (const key of pressed.splice(0)) {
      dialog.dispatchEvent(new KeyboardEvent("keydown", { key }));
    }
  }

  // The server opens it so that it works without the script: not as a modal one.
  function makeModal(upload) {
    dialog.removeAttribute("open");
    dialog.showModal();
    // Who came by a link has not pressed anything yet.
    dialog.focus();
    on.opened(dialog);
    const closed = () => {
      if (viewer) return;
      if (wanted === upload) wanted = null;
      on.closed();
    };
    dialog.addEventListener("close", closed, { once: true });
  }

  function forget() {
    wanted = null;
    on.forgotten();
  }

  function close() {
    wanted = null;
    if (dialog.open) dialog.close();
  }

  for (const part of [gallery, dialog]) {
    part.addEventListener("keydown", ({ key }) => {
      if (!wanted) return;
      if (key === "Escape" && !dialog.open) forget();
      if (key.startsWith("Arrow")) pressed.push(key);
    });
  }
  // What fails now is asked for again when it is needed.
  const prepare = () => fetched().catch(() => {});
  for (const kind of ["pointerover", "focusin"]) {
    gallery.addEventListener(kind, prepare, { once: true, signal });
  }

  return {
    open,
    close,
    renew: () => viewer?.renew(),
    /** It is on its way out: who wanted to see it does not any more. */
    forget(name) {
      if (wanted?.name === name) forget();
    },
  };
}
