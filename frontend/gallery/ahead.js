/** The neighbours of the open picture are loaded and decoded before somebody asks. */

// What is larger than this may never be looked at, and somebody pays for it.
const MOST_BYTES = 8 * 1024 * 1024;

/** @return {{load: (uploads: object[]) => void, end: () => void}} */
export function createAhead() {
  const images = new Map();

  function keep(names) {
    for (const [name, { image, thumbnail }] of images) {
      if (names.has(name)) continue;
      // Ends what is still on its way: by what is here already, for Chromium never lets go
      // of an image that has lost its address.
      if (!image.complete) image.src = thumbnail;
      images.delete(name);
    }
  }

  return {
    /** These are wanted next, and no others. */
    load(uploads) {
      const wanted = navigator.connection?.saveData
        ? []
        : uploads.filter((upload) => upload && upload.size <= MOST_BYTES);
      keep(new Set(wanted.map(({ name }) => name)));
      for (const { name, url, thumbnail } of wanted) {
        if (images.has(name)) continue;
        const image = new Image();
        images.set(name, { image, thumbnail });
        image.src = url;
        // One that fails will say so when it is looked at.
        image.decode().catch(() => {});
      }
    },
    end: () => keep(new Set()),
  };
}
