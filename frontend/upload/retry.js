/** When a failed request is worth another try, and how long to wait before it. */

/** So many tries, then it is for the visitor to decide: about a minute in all. */
export const TRIES = 8;
const FIRST_SECONDS = 0.5;
// A server that is away may be so for hours, and is asked as seldom as this.
const AWAY_SECONDS = 30;
// A connection that is dead without saying so: it moves nothing for as long.
const STALLED_MS = 60_000;
// What is all sent may still be on its way through a slow line.
const UNANSWERED_MS = 300_000;
// What a server may ask for with Retry-After without looking as if we had given up.
const LONGEST_SECONDS = 600;

/**
 * Whether a status is trouble with the connection or the server, not with the file.
 * @param {number} status of the answer; 0 when there was none
 * @param {string | null} code what the server calls it
 */
export function isTrouble(status, code = null) {
  if (isNoRoom(status, code)) return false;
  return status >= 500 || [0, 408, 425, 429].includes(status);
}

/**
 * Whether it is the server as a whole that cannot answer, or not now: then it is waited
 * for, however long that takes.
 * @param {number} status of the answer; 0 when there was none
 * @param {string | null} code what the server calls it
 */
export function isAway(status, code = null) {
  // That may be this very file's doing.
  if (code === "check-failed") return false;
  return [0, 502, 503, 504].includes(status);
}

/**
 * Whether there is no room: that passes when somebody makes some, so not within the next
 * minute, and the visitor says when to try again.
 * @param {number} status of the answer
 * @param {string | null} code what the server calls it
 */
export function isNoRoom(status, code) {
  return status === 507 || code === "too-many-partials";
}

/** How long a request may stand still before it is hung up, milliseconds. */
export function longestStillMs(isAllSent) {
  return isAllSent ? UNANSWERED_MS : STALLED_MS;
}

/**
 * @param {number} tries that failed so far, 1 or more
 * @param {string | null} retryAfter the header: seconds or a date (RFC 9110, 10.2.3)
 * @param {number} now milliseconds
 * @param {number} luck 0 to 1, so that many visitors do not come back all at once
 * @return {number} seconds
 */
export function waitSeconds(tries, retryAfter, now, luck = Math.random()) {
  const asked = retryAfter ? secondsOf(retryAfter, now) : Number.NaN;
  if (asked >= 0) {
    const seconds = Math.min(Math.max(asked, FIRST_SECONDS), LONGEST_SECONDS);
    return seconds * (1 + luck / 4);
  }
  const doubled = FIRST_SECONDS * 2 ** (tries - 1);
  return Math.min(doubled, AWAY_SECONDS) * (0.75 + luck / 2);
}

function secondsOf(retryAfter, now) {
  const seconds = Number(retryAfter);
  return Number.isNaN(seconds) ? (Date.parse(retryAfter) - now) / 1000 : seconds;
}
