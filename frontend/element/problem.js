/** What is wrong with the element as a field of a form. Pure. */

/**
 * @param {{open: number, stored: number}} count of files on their way, and there
 * @param {{required: boolean, maxFiles: number}} wishes 0: as many as one likes
 * @param {object | null} slot from open.js; null while it has not opened
 * @param {() => string} away says that it could not
 * @return {[string, string] | null} the flag of a ValidityState, and the sentence
 */
export function problemOf(count, { required, maxFiles }, slot, away) {
  const isMissing = required && !count.stored;
  if (!slot) return isMissing ? ["valueMissing", away()] : null;
  const { words, canAdd } = slot;
  if (count.open) return ["customError", words.say("page.form.open")];
  if (maxFiles && count.stored > maxFiles) {
    return ["customError", words.count("page.form.over", maxFiles)];
  }
  if (!isMissing) return null;
  const key = canAdd ? "page.form.missing" : "error.sign-in-needed";
  return ["valueMissing", words.say(key)];
}
