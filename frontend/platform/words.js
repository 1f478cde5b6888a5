/** Sentences, numbers, sizes and times in the visitor's language. */

// The same as NAME_CHARACTERS on the server.
const NAME_CHARACTERS = 60;
const UNITS = ["B", "KB", "MB", "GB", "TB"];
// Below this much is left, counting seconds only makes people nervous.
const SOON_SECONDS = 5;

/**
 * @param {string} language a BCP 47 tag
 * @param {Object<string, string>} sentences every sentence by its key, with {blanks}
 */
export function createWords(language, sentences) {
  // Sizes, and what the server says, are in these digits in every language.
  const locale = `${language}-u-nu-latn`;
  const number = once(() => new Intl.NumberFormat(locale));
  const percent = once(() => new Intl.NumberFormat(locale, { style: "percent" }));
  const plural = once(() => new Intl.PluralRules(language));
  // 14:03 in every language: it has to fit on one line beside two buttons.
  const clock = once(
    () =>
      new Intl.DateTimeFormat(locale, {
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      }),
  );
  const day = once(
    () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }),
  );
  const hour = once(() => new Intl.DateTimeFormat(locale, { timeStyle: "short" }));
  const date = (options) =>
    new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...options });

  function say(key, blanks = {}) {
    return (sentences[key] ?? key).replace(/\{(\w+)\}/g, (blank, name) => {
      const value = blanks[name];
      return typeof value === "number" ? number().format(value) : (value ?? blank);
    });
  }

  function count(key, amount, blanks) {
    const exact = `${key}.${plural().select(amount)}`;
    const found = exact in sentences ? exact : `${key}.other`;
    return say(found, { count: amount, ...blanks });
  }

  return {
    say,
    /** The sentence of `key.one`, `key.few` ..., as the language asks for; of `key.other`
     * where it has none for that. */
    count,
    number: (value) => number().format(value),
    percent: (fraction) => percent().format(Math.floor(fraction * 100) / 100),
    clock: (date) => clock().format(date),
    day: (date) => day().format(date),
    /** "14:03" today, "30 Nov", "30 Nov 2031": as much as is needed. */
    until(then, now = new Date()) {
      if (then.toDateString() === now.toDateString()) return hour().format(then);
      const isThisYear = then.getFullYear() === now.getFullYear();
      return date(isThisYear ? {} : { year: "numeric" }).format(then);
    },
    /** "3 failed, 2 refused": what is said side by side. */
    list: (parts) => parts.filter(Boolean).join(say("page.comma")),
    /** "3.2 MB/s": two digits, so that it does not change all the time. */
    speed(bytesPerSecond) {
      const power = powerOf(bytesPerSecond);
      const amount = bytesPerSecond / 1024 ** power;
      const digits = amount < 10 ? amount.toFixed(1) : Number(amount.toPrecision(2));
      return say("page.speed", { size: `${digits} ${UNITS[power]}` });
    },
    /** "about 2 min left". */
    left(seconds) {
      if (seconds < SOON_SECONDS) return say("page.left.soon");
      if (seconds < 55) {
        return count("page.left.seconds", Math.ceil(seconds / SOON_SECONDS) * 5);
      }
      const minutes = Math.round(seconds / 60) || 1;
      if (minutes < 60) return count("page.left.minutes", minutes);
      return count("page.left.hours", Math.round(minutes / 60));
    },
  };
}

/**
 * "31.2 MB"; 1 KB is 1024 bytes. The server's `in_megabytes` says the same.
 * @param {number} bytes
 * @param {boolean} up round up, so that a file over a limit never looks as large as it
 */
export function size(bytes, up = false) {
  const power = powerOf(bytes);
  const tenths = (bytes / 1024 ** power) * 10;
  return `${(up ? Math.ceil(tenths) : Math.round(tenths)) / 10} ${UNITS[power]}`;
}

/**
 * Both numbers of "2.1 of 8.0 MB", in the unit of the whole and equally wide.
 * @return {{sent: string, size: string}}
 */
export function sizes(sentBytes, wholeBytes) {
  const power = powerOf(wholeBytes);
  const show = (bytes) => (bytes / 1024 ** power).toFixed(power > 1 ? 1 : 0);
  return { sent: show(sentBytes), size: `${show(wholeBytes)} ${UNITS[power]}` };
}

/** A long name, shortened in the middle so that its ending stays. */
export function shortened(name) {
  // Code points, as Python counts them.
  const characters = [...name];
  if (characters.length <= NAME_CHARACTERS) return name;
  const kept = NAME_CHARACTERS - 1;
  const tail = Math.floor(kept / 3);
  const head = characters.slice(0, kept - tail);
  return `${head.join("")}…${characters.slice(-tail).join("")}`;
}

// To make all of them would take a slow phone 50 ms of the page's start.
function once(make) {
  let made;
  return () => {
    made ??= make();
    return made;
  };
}

function powerOf(bytes) {
  let power = 0;
  while (bytes >= 1024 ** (power + 1) && power < UNITS.length - 1) power += 1;
  return power;
}
