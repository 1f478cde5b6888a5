/** Wires what shows the pictures that have arrived: the gallery, and the viewer on top. */

import { createGallery } from "../gallery/gallery.js";
import { createArrivals } from "../gallery/loader.js";
import { createViewerLoader } from "../gallery/viewer-loader.js";
import { focusBeside } from "../platform/focus.js";
import { size } from "../platform/words.js";

// Of a drop area that shows none.
const NONE = {
  async open() {},
  close() {},
  renew() {},
  arrived() {},
  setHidden() {},
  gone() {},
};

/**
 * @param {(id: string) => HTMLElement | null} byId finds the parts of the drop area
 * @param {object} data its JSON block
 * @param {{words, announce, api, bounds, nameTab, openAddress}} rooms from the modules of
 *   these names, and of what is around the drop area, see open.js
 * @param {object} on
 * @param {(name: string) => void} on.back an upload is to be taken back
 * @param {(upload) => HTMLElement | null} on.backOf see gallery/tiles.js
 * @param {(upload, button: HTMLElement) => void} on.copy
 * @param {(error: {message: string}) => void} on.failed
 * @param {() => HTMLElement | null} on.fallback what gets focus when no picture is left
 * @return {{open: (upload) => Promise<void>, close: () => void, renew: () => void,
 *   arrived: (name: string) => void, setHidden: (name: string, hidden: boolean) => void,
 *   gone: (name: string) => void}} of which nothing does anything where there is no gallery
 */
export function openGallery(byId, data, rooms, on) {
  if (!byId("gallery")) return NONE;
  const { words, announce, api, bounds, nameTab, openAddress } = rooms;
  const addressOf = (name) => data.urls.pictures + encodeURIComponent(name);

  const gallery = createGallery(
    byId("gallery"),
    byId("tile-template"),
    data,
    api,
    {
      opened: (upload) => viewer.open(upload),
      back: ({ name }) => on.back(name),
      backOf: on.backOf,
      addressOf,
      captionOf: ({ title, from }) =>
        words.list([title, from && words.say("page.gallery.from", { name: from })]),
      loaded: (count) => announce.say(words.count("page.gallery.loaded", count)),
      failed: on.failed,
      fallback: on.fallback,
    },
    bounds.signal,
  );

  const seen = {
    copy: on.copy,
    remove: (upload) => on.back(upload.name),
    opened: announce.follow,
    shown({ name, title }) {
      address.show(name);
      nameTab("picture", title);
    },
    changed: announce.say,
    closed(name) {
      address.leave();
      nameTab("picture", null);
      gallery.focus(name);
    },
  };
  const viewer = createViewerLoader(
    byId("viewer"),
    byId("gallery"),
    {
      came({ createViewer, createNeighbours }) {
        const { beside, place } = createNeighbours(gallery.tiles, gallery.loader, api);
        const tell = (error) => void on.failed(error);
        // Given along: what both scripts imported would be a third one.
        const shared = { words, size, focusBeside };
        return createViewer(
          byId("viewer"),
          shared,
          addressOf,
          { ...seen, place, beside: (...one) => beside(...one).catch(tell) },
          bounds.signal,
        );
      },
      wanted: ({ name }) => address.show(name),
      forgotten: () => address.leave(),
      missed({ name }) {
        // What the server has opened is a page that needs no script.
        if (!byId("viewer").open) location.assign(addressOf(name));
      },
      opened: seen.opened,
      closed: () => seen.closed(data.picture.name),
    },
    bounds.signal,
  );
  const address = openAddress({ came, left: () => viewer.close() });

  // By Back or Forward.
  async function came(name) {
    const gone = { message: words.say("page.viewer.gone") };
    // Where it cannot be asked for, nobody knows whether it is gone.
    const { upload, error = gone } = await gallery.find(name).then(
      (found) => ({ upload: found }),
      (failure) => ({ error: failure }),
    );
    if (address.here() !== name) return;
    if (upload) return viewer.open(upload);
    address.leave();
    on.failed(error);
  }

  return {
    open: viewer.open,
    close: viewer.close,
    renew: gallery.renew,
    arrived: createArrivals(api, gallery.add, gallery.renew, bounds.signal),
    setHidden(name, hidden) {
      gallery.setHidden(name, hidden);
      if (hidden) viewer.forget(name);
      else viewer.renew();
    },
    gone: gallery.remove,
  };
}
