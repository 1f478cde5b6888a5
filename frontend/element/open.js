/** Wires the rooms of one drop area together; each does its own job and knows no other. */

import { openSession } from "../account/session.js";
import { warnWithoutCookies } from "../gallery/cookies.js";
import { createCopy } from "../gallery/copy.js";
import { createGallery } from "../gallery/gallery.js";
import { createArrivals } from "../gallery/loader.js";
import { createRemoval } from "../gallery/removal.js";
import { createViewer } from "../gallery/viewer.js";
import { createAnnouncer } from "../platform/announce.js";
import { createApi } from "../platform/api.js";
import { createToast } from "../platform/toast.js";
import { createWords } from "../platform/words.js";
import { openDropArea } from "../upload/drop-area.js";

/**
 * @param {HTMLElement} root what `element.html` is, see markup.js
 * @param {object} data its JSON block; and `place`, what its list is known by in this
 *   browser, and the `headers` of every request
 * @param {object} surroundings what is around it, see guest.js and whole-page.js
 * @param {{scope: EventTarget, signal: AbortSignal}} surroundings.bounds whose drops,
 *   pastes and keys are its own; and when to let go of everything
 * @param {HTMLElement | null} surroundings.top the page's header
 * @param {(part: string, text: string | null) => void} surroundings.nameTab
 * @param {(on: object) => object} surroundings.openAddress see gallery/address.js
 */
export function openSlot(root, data, surroundings) {
  const { bounds, top, nameTab, openAddress } = surroundings;
  // Nobody else looks anything up: the rooms are given their elements.
  const byId = (id) => root.querySelector(`#${id}`);
  const words = createWords(root.lang, data.words);
  const announce = createAnnouncer(byId("announcements"), words, bounds.signal);
  const api = createApi(data, words);
  // Who may not add anything has no such button.
  const fallback = () => byId("files");
  const toast = createToast(byId("toast"), fallback, bounds);

  const session = openSession(
    {
      top,
      dialog: byId("sign-in"),
      limits: byId("limits-account"),
      none: byId("no-pictures"),
      note: byId("gallery-note"),
    },
    data,
    { words, announce, api, bounds },
    {
      opened: announce.follow,
      changed(before) {
        dropArea?.sessionChanged();
        if (before !== account.name()) gallery?.renew();
      },
      signOut: () => removal.finish(),
    },
  );
  const { account } = session;
  const takesBack = ({ mine }) => data.dropOnly && mine && !account.isAdmin();
  const addressOf = (name) => data.urls.pictures + encodeURIComponent(name);
  const sign = data.signedLinks ? api.link : null;
  const copyLink = createCopy(words, announce, toast, sign, bounds.signal);

  const removal = createRemoval(
    { api, account, toast, words, announce, bounds },
    data,
    {
      hidden(name, hidden) {
        dropArea?.setHidden(name, hidden);
        gallery?.setHidden(name, hidden);
        if (!hidden) viewer?.renew();
      },
      gone(name) {
        dropArea?.gone(name);
        gallery?.remove(name);
      },
    },
  );

  const gallery =
    byId("gallery") &&
    createGallery(
      byId("gallery"),
      byId("tile-template"),
      data,
      api,
      {
        opened: open,
        back: ({ name }) => removal.take(name),
        backOf: (upload) => (takesBack(upload) ? backButton(upload) : null),
        addressOf,
        captionOf: ({ title, from }) =>
          words.list([title, from && words.say("page.gallery.from", { name: from })]),
        loaded: (count) => announce.say(words.count("page.gallery.loaded", count)),
        failed: tell,
        fallback,
      },
      bounds.signal,
    );

  const viewer =
    gallery &&
    createViewer(
      byId("viewer"),
      words,
      addressOf,
      {
        beside: gallery.beside,
        place: gallery.place,
        copy,
        remove: (upload) => removal.take(upload.name),
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
      },
      bounds.signal,
    );
  const address = openAddress({ came, left: () => viewer.close() });

  const dropArea = data.canUpload
    ? openDropArea(
        {
          drop: byId("drop"),
          follow: byId("follow"),
          overlay: byId("overlay"),
          offline: byId("offline"),
          list: byId("list"),
          unfinished: byId("unfinished"),
          row: byId("row-template"),
        },
        data,
        { words, announce, api, session, nameTab, bounds },
        {
          dropped: () => viewer?.close(),
          arrived: gallery
            ? createArrivals(api, gallery.add, gallery.renew, bounds.signal)
            : () => {},
          back: removal.take,
          copy,
          copyAll,
        },
      )
    : null;
  removal.resume();
  warnWithoutCookies(byId("no-cookies"), byId("gallery-note"), data, { api, announce });
  if (data.picture) open(data.picture);
  root.classList.add("ready");

  function open(upload) {
    viewer.open(upload);
  }

  // By Back or Forward.
  async function came(name) {
    const gone = { message: words.say("page.viewer.gone") };
    // Where it cannot be asked for, nobody knows whether it is gone.
    const { upload, error = gone } = await gallery.find(name).then(
      (found) => ({ upload: found }),
      (failure) => ({ error: failure }),
    );
    if (address.here() !== name) return;
    if (upload) return open(upload);
    address.leave();
    tell(error);
  }

  function copy(upload, button) {
    return told(copyLink.one(upload, button));
  }

  function copyAll(uploads, button) {
    return told(copyLink.all(uploads, button));
  }

  async function told(copied) {
    try {
      await copied;
    } catch (error) {
      if (await account.hasGone(error)) session.ask("ended");
      else tell(error);
    }
  }

  function tell({ message }) {
    toast.show(message);
    announce.say(message);
  }

  function backButton({ title }) {
    const button = byId("back-template").content.firstElementChild.cloneNode(true);
    button.setAttribute("aria-label", `${words.say("page.row.delete")} ${title}`);
    return button;
  }
}
