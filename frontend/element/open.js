/** Wires the rooms of one drop area together; each does its own job and knows no other. */

import { openSession } from "../account/session.js";
import { warnWithoutCookies } from "../gallery/cookies.js";
import { createCopy } from "../gallery/copy.js";
import { createRemoval } from "../gallery/removal.js";
import { createAnnouncer } from "../platform/announce.js";
import { createApi } from "../platform/api.js";
import { createToast } from "../platform/toast.js";
import { createWords } from "../platform/words.js";
import { openDropArea } from "../upload/drop-area.js";
import { openGallery } from "./open-gallery.js";

// Of who may not add anything.
const CLOSED = {
  setHidden() {},
  gone() {},
  sessionChanged() {},
  add() {},
  put() {},
  clear() {},
  limit() {},
};

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
 * @param {object} element who wants to know what happens, and has a say in it
 * @param {Uploads} element.uploads empty, and listened to already
 * @param {(name: string, hidden: boolean) => void} element.hidden an upload is on its way
 *   out, or back
 * @param {(snapshot: object) => void} element.ticked see ticker.js and queue.js
 * @param {() => void} element.sessionChanged somebody else is signed in now, or nobody
 * @param {() => string | null} element.noRoom why nobody can add one more file
 * @param {() => boolean} element.isDisabled whether nobody can add or remove any
 * @param {() => boolean} element.keepsRows whether what has arrived stays until it is removed
 * @return {object} what can be done from outside: `add(files)`; `put(item)`, `clear(items)`
 *   and `limit(most)` as in drop-area.js; `named(names)` asks for records; `finish()`: what
 *   is on its way out is gone for good; `disable(isDisabled)`; whether anybody `canAdd` files; the
 *   `anchor` that gets the focus; and the `words`
 */
export function openSlot(root, data, surroundings, element) {
  const { top, nameTab, openAddress } = surroundings;
  const bounds = { ...surroundings.bounds, isDisabled: element.isDisabled };
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
        dropArea.sessionChanged();
        element.sessionChanged();
        if (before !== account.name()) gallery.renew();
      },
      signOut: () => removal.finish(),
    },
  );
  const { account } = session;
  const takesBack = ({ mine }) => data.dropOnly && mine && !account.isAdmin();
  const sign = data.signedLinks ? api.link : null;
  const copyLink = createCopy(words, announce, toast, sign, bounds.signal);

  const removal = createRemoval(
    { api, account, toast, words, announce, bounds },
    data,
    {
      hidden(name, hidden) {
        dropArea.setHidden(name, hidden);
        gallery.setHidden(name, hidden);
        element.hidden(name, hidden);
      },
      gone(name) {
        dropArea.gone(name);
        gallery.gone(name);
      },
    },
  );

  const gallery = openGallery(
    byId,
    data,
    { words, announce, api, bounds, nameTab, openAddress },
    {
      back: removal.take,
      backOf: (upload) => (takesBack(upload) ? backButton(upload) : null),
      copy,
      failed: tell,
      fallback,
    },
  );

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
        {
          ...{ words, announce, api, session, nameTab, bounds },
          ...{ uploads: element.uploads, noRoom: element.noRoom },
        },
        {
          dropped: gallery.close,
          arrived: gallery.arrived,
          back: removal.take,
          copy,
          copyAll,
          ticked: element.ticked,
          keepsRows: element.keepsRows,
        },
      )
    : CLOSED;
  removal.resume();
  // The server has not seen yet who looks at a page of somebody else's.
  if (!data.browser) api.greet().then(gallery.renew, () => {});
  warnWithoutCookies(byId("no-cookies"), byId("gallery-note"), data, { api, announce });
  const ready = () => root.classList.add("ready");
  // Until then its page works as without a script.
  if (data.picture) gallery.open(data.picture).then(ready);
  else ready();

  return {
    words,
    canAdd: data.canUpload,
    anchor: ["#files", ".drop a", ".drop-heading"]
      .map((part) => root.querySelector(part))
      .find(Boolean),
    named: (names) => api.greet().then(() => api.named(names)),
    add: (files) => files.forEach(dropArea.add),
    put: dropArea.put,
    clear: dropArea.clear,
    limit: dropArea.limit,
    finish: removal.finish,
    disable(isDisabled) {
      // The page that is nothing but Dropslot has no such thing.
      const fields = byId("fields");
      if (fields) fields.disabled = isDisabled;
    },
  };

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
