/** What the gallery fetches: page after page, and the records of what has just arrived. */

import { createTimers } from "../platform/timers.js";

const GATHER_MS = 300;
const AGAIN_MS = 5000;

/**
 * Loads the next page, once however often it is asked for.
 * @param {{next: string | null, pageSize: number}} data the page's JSON block
 * @param {object} api from api.js
 * @param {(uploads: object[]) => void} loaded
 */
export function createLoader(data, api, loaded) {
  let { next } = data;
  let loading = null;
  // What was asked for before the last renewal is not for whoever looks now.
  let renewals = 0;

  async function load() {
    const renewal = renewals;
    const page = await api.older(next, data.pageSize);
    if (renewal !== renewals) return [];
    next = page.next;
    loaded(page.uploads);
    return page.uploads;
  }

  return {
    next: () => next,
    isBusy: () => loading !== null,
    goBackTo(name) {
      next = name;
    },
    /** The first page, asked for anew; null when another is being asked for by then. */
    async renew() {
      renewals += 1;
      const renewal = renewals;
      const page = await api.newest(data.pageSize);
      if (renewal !== renewals) return null;
      next = page.next;
      return page;
    },
    load() {
      if (!next) return Promise.resolve([]);
      loading ??= load().finally(() => {
        loading = null;
      });
      return loading;
    },
  };
}

/**
 * Fetches the records of what has just arrived, several at a time.
 * @param {object} api from api.js
 * @param {(uploads: object[]) => void} show
 * @param {() => void} renew reads the newest anew; for when the question was refused
 * @param {AbortSignal} [signal] nobody looks any more
 * @return {(name: string) => void} to be called for each upload that arrived
 */
export function createArrivals(api, show, renew, signal) {
  const timers = createTimers(signal);
  let names = [];
  let timer = null;

  async function fetchAll() {
    timer = null;
    const asked = names;
    names = [];
    try {
      show(await api.named(asked));
    } catch ({ status }) {
      // The same question would be refused for ever.
      if (status >= 400 && status < 500) return renew();
      names.push(...asked);
      fetchIn(AGAIN_MS);
    }
  }

  function fetchIn(milliseconds) {
    if (!timer) timer = timers.start(fetchAll, milliseconds);
  }

  return (name) => {
    names.push(name);
    fetchIn(GATHER_MS);
  };
}
