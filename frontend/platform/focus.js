/** What has the focus: an element inside a shadow root is no business of the document. */

/** @param {Element} element in whose tree, the page's or a shadow root's, is looked */
export function focusBeside(element) {
  return element.getRootNode().activeElement ?? null;
}
