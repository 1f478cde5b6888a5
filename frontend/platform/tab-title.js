/** The title of the tab: how far everything is, the open picture, the page's own name. */

const said = { progress: null, picture: null, page: null };

/**
 * @param {"progress" | "picture" | "page"} part whose text it is; they stand in this order
 * @param {string | null} text null where there is nothing to say of it
 */
export function nameTab(part, text) {
  said.page ??= document.title;
  said[part] = text;
  document.title = Object.values(said).filter(Boolean).join(" · ");
}
