/** The line above the list: how far everything is, in words, a bar and the tab's title. */

const SPOKEN = [0.75, 0.5, 0.25];
const SPOKEN_APART_MS = 10_000;

/**
 * @param {HTMLElement} element holds .overall-text, .overall-bar, .overall-failed,
 *   .overall-done and the buttons
 * @param {object} words from words.js
 * @param {object} announce from announce.js
 */
export function createOverall(element, words, announce) {
  const part = (name) => element.querySelector(`.overall-${name}`);
  const text = part("text");
  const bar = part("bar");
  const problems = part("problems");
  const title = document.title;
  let told = { going: false, troubled: false, share: 0, at: 0 };

  function speak(snapshot, now) {
    const { going, fraction, troubled } = snapshot;
    if (!going && told.going) announce.say(doneText(snapshot, words));
    if (troubled && !told.troubled) announce.say(words.say("page.said.trouble"));
    if (!going) {
      told = { going, troubled: false, share: 0, at: now };
      return;
    }
    const share = SPOKEN.find((part) => fraction >= part) ?? 0;
    const speaks = share > told.share && now - told.at >= SPOKEN_APART_MS;
    if (speaks) announce.say(words.percent(share));
    if (speaks || !told.going) Object.assign(told, { share, at: now });
    Object.assign(told, { going, troubled: troubled > 0 });
  }

  return {
    /**
     * @param {object} snapshot of queue.js
     * @param {boolean} clearable whether there are rows that can be cleared
     */
    show(snapshot, clearable, now) {
      const { going, fraction, failed } = snapshot;
      speak(snapshot, now);
      text.textContent = going
        ? goingText(snapshot, words)
        : arrivedText(snapshot, words);
      problems.textContent = problemsText(snapshot, words);
      bar.hidden = !going;
      bar.value = fraction;
      part("retry").hidden = failed === 0;
      part("clear").hidden = going || !clearable;
      document.title = going ? `${words.percent(fraction)} · ${title}` : title;
    },
  };
}

function goingText({ settled, count, fraction, secondsLeft, troubled }, words) {
  const left = secondsLeft !== null && !troubled && words.left(secondsLeft);
  return words.list([
    words.count("page.overall.going", count, { done: settled }),
    words.percent(fraction),
    left,
  ]);
}

/** "3 failed, 2 refused." */
function problemsText({ failed, refused }, words) {
  const text = words.list([
    failed && words.count("page.overall.failed", failed),
    refused && words.count("page.overall.refused", refused),
  ]);
  return text && words.say("page.sentence", { text });
}

function arrivedText({ count, arrived }, words) {
  if (!arrived) return "";
  if (arrived === count) return words.count("page.overall.all", count);
  return words.count("page.overall.some", count, { done: arrived });
}

function doneText(snapshot, words) {
  const sentences = [problemsText(snapshot, words), arrivedText(snapshot, words)];
  return sentences.filter(Boolean).join(" ");
}
