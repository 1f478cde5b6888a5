/** The title of the tab: how far everything is, the open picture, the page's own name. */

/**
 * @return {(part: "progress" | "picture" | "page", text: string | null) => void} says a
 *   part of it; they stand in this order. Null where there is nothing to say of it
 */
export function createTabTitle() {
  const said = { progress: null, picture: null, page: document.title };
  return (part, text) => {
    said[part] = text;
    document.title = Object.values(said).filter(Boolean).join(" · ");
  };
}
