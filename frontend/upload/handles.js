/**
 * Where the browser lets a page keep hold of what was dropped (Chromium, on https and
 * localhost), a file can go on after a reload without being chosen again.
 */

import { ownPrefix } from "./memory.js";

const DATABASE = "dropslot";
const STORE = "handles";
// To keep hold of 3,000 files takes 0.2 s: so many of them at a time, in about 8 ms.
const HANDLES_AT_ONCE = 100;

/**
 * @param {string} place the address that files are sent to
 * @param {string | null} owner as in memory.js
 * @param {AbortSignal} signal nobody asks any more
 */
export function createHandles(place, owner, signal) {
  let prefix = ownPrefix(place, owner);
  let database = null;
  // What was dropped before it was known whose it is.
  let nobodys = [];

  async function inStore(mode, work) {
    // Where it fails it may be there when it is wanted next.
    database ??= openDatabase().catch((error) => {
      database = null;
      throw error;
    });
    const change = (await database).transaction(STORE, mode);
    const request = work(change.objectStore(STORE));
    await new Promise((resolve, reject) => {
      change.oncomplete = resolve;
      change.onabort = () => reject(change.error);
    });
    return request?.result;
  }

  // Nobody has to wait for us who wants the storage changed, or gone.
  signal.addEventListener("abort", () =>
    database?.then(
      (it) => it.close(),
      () => {},
    ),
  );

  async function store(asked) {
    const settled = await Promise.allSettled(asked);
    const handles = settled.map(({ value }) => value).filter(Boolean);
    while (handles.length > 0) {
      const some = handles.splice(0, HANDLES_AT_ONCE);
      await inStore("readwrite", (all) => {
        for (const handle of some) all.put(handle, prefix + handle.name);
      });
    }
  }

  return {
    /**
     * Keeps hold of what is being dropped; only in the event itself is it there.
     * @param {DataTransferItemList} items
     */
    keep(items) {
      const asked = [...items]
        .filter(({ kind }) => kind === "file")
        .map((item) => item.getAsFileSystemHandle?.());
      if (owner === null) nobodys.push(...asked);
      // Where it is forbidden there is only no button.
      else store(asked).catch(() => {});
    },
    /** @param {string | null} name as in memory.js */
    belongTo(name) {
      owner = name;
      prefix = ownPrefix(place, name);
      if (owner === null) return;
      store(nobodys).catch(() => {});
      nobodys = [];
    },
    /** The names of what it has hold of: files, and whole folders. */
    async names() {
      const keys = await inStore("readonly", (all) => all.getAllKeys()).catch(() => []);
      const ours = keys.filter((key) => key.startsWith(prefix));
      return new Set(ours.map((key) => key.slice(prefix.length)));
    },
    /**
     * The file itself; asks the visitor, so it must be called on a click.
     * @param {string} path from what was dropped: "folder/sub/name", or only "name"
     * @return {Promise<File | null>} null when it is not allowed, or not there any more
     */
    async open(path) {
      try {
        const root = await inStore("readonly", (all) => all.get(prefix + rootOf(path)));
        const allowed = root && (await root.requestPermission({ mode: "read" }));
        return allowed === "granted" ? await fileIn(root, path) : null;
      } catch {
        return null;
      }
    },
    /** Lets go of all but these. */
    async letGo(names) {
      const gone = [...(await this.names())].filter((name) => !names.has(name));
      if (gone.length === 0) return;
      await inStore("readwrite", (all) => {
        for (const name of gone) all.delete(prefix + name);
      });
    },
  };
}

/** What was dropped for a file: itself, or the folder that it is in. */
export function rootOf(path) {
  return path.split("/")[0];
}

async function fileIn(root, path) {
  const steps = path.split("/").slice(1);
  const name = steps.pop();
  if (name === undefined) return root.getFile();
  let folder = root;
  for (const step of steps) folder = await folder.getDirectoryHandle(step);
  const file = await (await folder.getFileHandle(name)).getFile();
  file.fullPath = path;
  return file;
}

function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  return new Promise((resolve, reject) => {
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
