/** What an answer means for a file. Pure: no file, no clock, no page. */

import { ownSentence } from "../dropzone-config.js";
import { isStranger } from "../platform/api.js";
import { isNoRoom, isTrouble } from "./retry.js";

/**
 * @param {object} answer of a request: its `status` (0 when there was none), `type`,
 *   `body`, `code` (Dropslot-Error), `address` (Location) and `retryAfter`; null where
 *   it has none
 * @param {boolean} isWhole whether all of the file was in that one request
 * @return {{is: string, address?: string, key?: string, sentence?: string}} what `is`:
 *   `landed`  the chunk is there; the next one may go;
 *   `arrived` the file is there, at `address`;
 *   `stranger` nobody is signed in;
 *   `trouble` with the line or the server: it is worth another try;
 *   `failed`  it can be tried again, when the visitor says so;
 *   `refused` for good.
 *   The last two have a `sentence`, or the `key` of one of our own.
 */
export function verdictOf(answer, isWhole) {
  const { status, code, address } = answer;
  if (status === 204) {
    if (address) return { is: "arrived", address };
    return isWhole ? { is: "failed", key: "page.answer.strange" } : { is: "landed" };
  }
  if (isStranger(answer)) return { is: "stranger", ...words(answer) };
  if (isTrouble(status, code)) return { is: "trouble", ...words(answer) };
  if (isFromGate(answer)) return { is: "failed", key: "page.answer.signed-out" };
  const isFinal = status >= 400 && !isNoRoom(status, code);
  return { is: isFinal ? "refused" : "failed", ...words(answer) };
}

function words(answer) {
  const key = ownSentence(answer);
  return key ? { key } : { sentence: answer.body.trim() };
}

// Somebody in front of the server answers in its place: a proxy that wants a sign-in of
// its own, a captive portal.
function isFromGate({ status, type, code }) {
  if (code) return false;
  const isPage = Boolean(type?.startsWith("text/html"));
  return status === 401 || (isPage && (status < 300 || status === 403));
}
