/** A picker of the page: a real input, which was there before the script. */

/**
 * @param {HTMLInputElement} input
 * @param {(files: File[]) => void} take
 */
export function watchPicker(input, take) {
  function taken() {
    take([...input.files]);
    // So that the same file can be chosen again.
    input.value = "";
  }
  input.addEventListener("change", taken);
  // No form is sent any more, so nothing is missing from it; nor by Enter in the field for
  // one's name.
  input.required = false;
  input.form.addEventListener("submit", (event) => event.preventDefault());
  // What was chosen before the script came, once the page is wired. A form that is being
  // sent has ended the script's own way here.
  if (input.files.length) queueMicrotask(taken);
}
