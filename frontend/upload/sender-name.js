/** What the visitor calls themselves, where the operator asks for it. */

// The field of the plain form is called so, too.
const FIELD = "from";

/**
 * @param {HTMLInputElement | null} input null where nobody is asked
 * @param {() => Storage} open throws where there is none
 * @param {string} place tells this page's name from that of another one here
 * @return {() => Object<string, string>} what a request says of it, by the time it is sent
 */
export function createSenderName(input, open, place) {
  if (!input) return () => ({});
  const key = `dropslot-sender-name:${place}`;

  function stored() {
    try {
      return open().getItem(key) ?? "";
    } catch {
      return "";
    }
  }

  // Who was quicker than the script has said more lately.
  input.value ||= stored();
  input.addEventListener("change", () => {
    try {
      open().setItem(key, input.value.trim());
    } catch {
      // It is asked for again on the next visit.
    }
  });

  return () => {
    const name = input.value.trim();
    return name ? { [FIELD]: name } : {};
  };
}
