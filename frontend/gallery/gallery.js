/** The pictures that have arrived: page after page, and the new ones on top. */

import { createLoader } from "./loader.js";
import { createTiles } from "./tiles.js";

// So long before the end of the page is in sight the next one is loaded.
const AHEAD = "0px 0px 600px";
// So many pages of new pictures stay: more are laid out anew with each that arrives.
const FRESH_PAGES = 5;

/**
 * @param {HTMLElement} root holds .pictures with the first page's tiles; .none, shown when
 *   there are none; and .more, a link to the next page
 * @param {HTMLTemplateElement} template of a tile
 * @param {object} data the page's JSON block
 * @param {object} api from api.js
 * @param {object} on
 * @param {(upload) => void} on.opened
 * @param {(upload) => void} on.back an upload is to be taken back
 * @param {(upload) => HTMLElement | null} on.backOf see tiles.js
 * @param {(name: string) => string} on.addressOf see tiles.js
 * @param {(count: number) => void} on.loaded
 * @param {(error) => void} on.failed
 * @param {() => HTMLElement | null} on.fallback what gets focus when no picture is left
 * @param {AbortSignal} signal it is taken off the page
 */
export function createGallery(root, template, data, api, on, signal) {
  const [list, none, more] = [".pictures", ".none", ".more"].map((part) =>
    root.querySelector(part),
  );
  const tiles = createTiles(list, template, on, signal);
  const loader = createLoader(data, api, (uploads) => add(uploads));

  function refresh() {
    tiles.arrange();
    none.hidden = tiles.visible().length > 0;
    more.hidden = !loader.next();
    if (more.hidden) return;
    const address = new URL(more.href);
    address.searchParams.set("before", loader.next());
    more.href = address;
  }

  function add(uploads) {
    for (const upload of uploads) tiles.insert(upload);
    refresh();
  }

  // Thousands may arrive in one go: the oldest are loaded again when somebody gets there.
  function makeRoom() {
    if (loader.isBusy()) return;
    const oldest = tiles.trim(FRESH_PAGES * data.pageSize);
    if (oldest) loader.goBackTo(oldest);
  }

  const given = [...list.children];
  for (const [index, upload] of data.uploads.entries()) {
    tiles.insert(upload, given[index]);
  }
  refresh();
  watchEnd(more, loader, signal);
  watchClicks(list, more, { tiles, loader, on });

  return {
    /** Shows what has just arrived. */
    add(uploads) {
      for (const upload of uploads) tiles.insert(upload);
      makeRoom();
      refresh();
    },
    /** Another may be asking by now: shows what they see, and nothing else. */
    async renew() {
      try {
        const listed = await loader.renew();
        if (!listed) return;
        tiles.replace(listed.uploads);
        refresh();
      } catch (error) {
        on.failed(error);
      }
    },
    /** The picture's link; the first one's when it is gone. */
    focus: tiles.focus,
    setHidden(name, isHidden) {
      tiles.setHidden(name, isHidden);
      refresh();
    },
    remove(name) {
      tiles.remove(name);
      refresh();
    },
    /** What neighbours.js looks into. */
    ...{ tiles, loader },
    /** One upload by its name; undefined when there is none. */
    async find(name) {
      if (tiles.isHidden(name)) return undefined;
      const known = tiles.visible().find((upload) => upload.name === name);
      return known ?? (await api.named([name]))[0];
    },
  };
}

function watchEnd(more, loader, signal) {
  const observer = new IntersectionObserver(
    async ([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      // Where it fails the link is still there.
      const uploads = await loader.load().catch(() => []);
      if (uploads.length === 0) return;
      // Asks again whether the end is in sight.
      observer.unobserve(more);
      observer.observe(more);
    },
    { rootMargin: AHEAD },
  );
  observer.observe(more);
  signal.addEventListener("abort", () => observer.disconnect());
}

function watchClicks(list, more, { tiles, loader, on }) {
  list.addEventListener("click", (event) => {
    const back = event.target.closest("button");
    if (back) return on.back(tiles.of(back));
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (elsewhere || !event.target.closest("a")) return;
    event.preventDefault();
    on.opened(tiles.of(event.target));
  });
  more.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const uploads = await loader.load();
      on.loaded(uploads.length);
      if (uploads.length) tiles.focus(uploads[0].name);
    } catch (error) {
      on.failed(error);
    }
  });
}
