/** What a drop area is made of: `element.html`, as the server writes it. */

/**
 * The root of what is in an element already, or of what is fetched into it.
 * @param {HTMLElement} element
 * @param {string} endpoint the address of the Dropslot, with a slash at its end
 * @param {URLSearchParams} wishes what it shall be like
 * @param {AbortSignal} signal it is taken off the page
 * @return {Promise<HTMLElement>} rejects where it cannot be fetched
 */
export async function rootIn(element, endpoint, wishes, signal) {
  // The page that is nothing but Dropslot has it there, so that its own sheet is for it.
  const given = element.querySelector(":scope > .dropslot");
  if (given) return given;
  const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  if (!shadow.firstElementChild) shadow.append(await contentFor(element));
  return shadow.querySelector(".dropslot");

  async function contentFor() {
    // A browser that does not know what to do with it, or a script that has put it there.
    const template = element.querySelector(":scope > template[shadowrootmode]");
    if (template) return template.content;
    const answer = await fetch(`${endpoint}element?${wishes}`, {
      signal,
      headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    const fetched = document.createElement("template");
    fetched.innerHTML = trusted(text);
    return fetched.content;
  }
}

// Where a page lets nothing become HTML that nobody vouches for: it is ours.
let policy;
function trusted(html) {
  policy ??= globalThis.trustedTypes?.createPolicy("dropslot", {
    createHTML: (h) => h,
  });
  return policy ? policy.createHTML(html) : html;
}
