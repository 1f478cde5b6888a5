/** Once there are files the slot folds to a line, so that what goes up is in sight. */

// Below this part of the window a list may go unnoticed.
const LOW = 0.5;

/**
 * @param {{drop, list}} roots the drop area, and the section of the list: it holds .rows-more,
 *   which shows all of a long list
 * @param {object} list from list.js
 * @param {object} words from words.js
 */
export function createFold({ drop, list: section }, { sight, items }, words) {
  const more = section.querySelector(".rows-more");
  // In somebody else's page no further than needs be.
  const block = section.closest(".guest") ? "nearest" : "start";

  function showMore(count) {
    const shows = sight.showsAll();
    more.hidden = !sight.isLong() && !shows;
    // Nobody reads it, and to write a number takes a slow phone 40 ms the first time.
    if (more.hidden) return;
    more.setAttribute("aria-expanded", shows);
    const key = shows ? "page.list.fewer" : "page.list.all";
    more.textContent = words.say(key, { count });
  }

  function showTop() {
    const { top } = section.getBoundingClientRect();
    if (top > innerHeight * LOW) section.scrollIntoView({ block });
  }

  more.addEventListener("click", () => {
    sight.showAll(!sight.showsAll());
    showMore(items().length);
  });

  return {
    /**
     * @param {number} count of rows
     * @param {boolean} comes whether somebody has just brought files
     */
    show(count, comes) {
      const isNew = comes && section.hidden && count > 0;
      section.hidden = count === 0;
      drop.classList.toggle("folded", count > 0);
      showMore(count);
      // With the frame: to ask before would have the page laid out twice.
      if (isNew) requestAnimationFrame(showTop);
    },
  };
}
