/** Signing in, in a dialog: the page and all that is in it stays. */

/**
 * @param {HTMLDialogElement} dialog holds the form of sign-in.html
 * @param {object} api from api.js
 * @param {object} words from words.js
 * @param {object} on
 * @param {(dialog: HTMLDialogElement) => void} on.opened
 * @param {(found: {name: string, is_admin: boolean}) => void} on.signedIn
 */
export function createSignIn(dialog, api, words, on) {
  const form = dialog.querySelector("form");
  const button = form.querySelector(".main");
  const problem = dialog.querySelector(".sign-in-problem");
  const { username, password } = form.elements;
  const fields = [username, password];

  function show(sentence, isWrong = false) {
    problem.textContent = sentence;
    for (const field of fields) field.toggleAttribute("aria-invalid", false);
    if (!isWrong) return;
    for (const field of fields) field.setAttribute("aria-invalid", "true");
    password.value = "";
  }

  async function signIn() {
    await api.signIn(new FormData(form));
    const found = await api.who();
    if (!found.name) throw new Error(words.say("page.account.not-kept"));
    return found;
  }

  async function close() {
    if (!dialog.open) return;
    const closed = new Promise((resolve) => {
      dialog.addEventListener("close", resolve, { once: true });
    });
    dialog.close();
    await closed;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    show("");
    button.disabled = true;
    try {
      const found = await signIn();
      password.value = "";
      // First: what had the focus gets it back before the page changes.
      await close();
      on.signedIn(found);
    } catch (error) {
      show(error.message, error.status === 401);
    } finally {
      button.disabled = false;
      if (dialog.open) (password.value ? button : password).focus();
    }
  });
  dialog.querySelector(".sign-in-cancel").addEventListener("click", () => {
    dialog.close();
  });

  return {
    /** @param {string} reason why it is asked for, a sentence; "" when that is plain */
    open(reason) {
      if (dialog.open) return;
      dialog.querySelector(".sign-in-reason").textContent = reason;
      show("");
      dialog.showModal();
      on.opened(dialog);
      (fields.find(({ value }) => !value) ?? button).focus();
    },
    /** Somebody has signed in elsewhere. */
    close,
  };
}
