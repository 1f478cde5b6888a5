/** What is typed into: it has its own use for what is pasted or dropped there. */

// The pickers are inputs too, and have the focus when they were just used.
const TYPED = `textarea, input:not([type=file], [type=checkbox], [type=radio],
  [type=button], [type=submit], [type=reset], [type=image], [type=range], [type=color])`;

/** @param {EventTarget} target of a paste or a drag */
export function isTyped(target) {
  if (!(target instanceof Element)) return target?.parentElement?.isContentEditable;
  return target.isContentEditable || target.matches(TYPED);
}
