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
  const parsed = element.shadowRoot?.querySelector(".dropslot");
  if (parsed) return dressed(parsed, window);
  const content = await contentFor();
  // Not before: until then what stands in the element is to be seen.
  const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  shadow.append(content);
  return dressed(shadow.querySelector(".dropslot"));

  async function contentFor() {
    // A browser that does not know what to do with it, or a script that has put it there.
    const template = element.querySelector(":scope > template[shadowrootmode]");
    if (template) return template.content;
    return fetched(`${endpoint}element?${wishes}`, signal);
  }
}

// Nobody sees it before its sheet is there, unless there is none to be had. What the page
// has brought along may have failed by now: then the page knows, once it is loaded.
async function dressed(root, page = null) {
  const link = root.querySelector("link[rel=stylesheet]");
  const isKnown = link.sheet || (page && document.readyState === "complete");
  if (!isKnown) {
    await new Promise((resolve) => {
      link.addEventListener("load", resolve);
      link.addEventListener("error", resolve);
      page?.addEventListener("load", resolve, { once: true });
    });
  }
  root.hidden = false;
  return root;
}

// As a document: a page with Trusted Types lets nobody make HTML of a text.
function fetched(address, signal) {
  const request = new XMLHttpRequest();
  const hangUp = () => request.abort();
  return new Promise((resolve, reject) => {
    request.open("GET", address);
    request.responseType = "document";
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.onload = () => {
      const root = request.response?.querySelector(".dropslot");
      if (root) resolve(root);
      else reject(new Error(`There is no Dropslot at ${address}: ${request.status}.`));
    };
    request.onerror = () => reject(new Error(`Nobody answers at ${address}.`));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", hangUp);
    request.onloadend = () => signal.removeEventListener("abort", hangUp);
    request.send();
  });
}
