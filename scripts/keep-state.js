/**
 * Runs in the page that scripts/live-page.ts serves: keep the scroll position and what was clicked
 * open across reloads. Redoc keeps neither and does not mark what is open, so repeat the clicks; a
 * second click on a place undoes the first.
 */
const key = "docs-state";
const clicks = [];
const place = (element) =>
  element.parentElement === null
    ? element.tagName
    : `${place(element.parentElement)} > :nth-child(${[...element.parentElement.children].indexOf(element) + 1})`;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

addEventListener(
  "click",
  ({ target }) => {
    const clickable = target instanceof Element ? target.closest("main *") : null;
    if (clickable === null || clickable.closest("a") !== null) return;
    const path = place(clickable);
    const index = clicks.indexOf(path);
    if (index < 0) clicks.push(path);
    else clicks.splice(index, 1);
  },
  true,
);

// Until all of it is restored, a further reload must not lose it.
let unrestored = JSON.parse(sessionStorage.getItem(key) ?? "null");
addEventListener("pagehide", () =>
  sessionStorage.setItem(key, JSON.stringify(unrestored ?? { clicks, y: scrollY })),
);
addEventListener("load", async () => {
  if (unrestored === null) return;
  history.scrollRestoration = "manual";
  for (const path of unrestored.clicks) await repeat(path);
  // Redoc scrolls to its hash and goes on rendering for a while.
  for (let tries = 0; tries < 10; tries++) {
    scrollTo({ top: unrestored.y, behavior: "instant" });
    await wait(100);
  }
  unrestored = null;
});

/** Click until the page changes: clicks have no effect before Redoc's script has taken over. */
async function repeat(path) {
  for (let tries = 0, changed = false; !changed && tries < 20; tries++) {
    const known = clicks.length;
    const observer = new MutationObserver(() => {
      changed = true;
    });
    const element = document.querySelector(path);
    if (element?.parentElement) {
      observer.observe(element.parentElement, { subtree: true, attributes: true, childList: true });
      element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
    await wait(100);
    observer.disconnect();
    if (!changed) clicks.length = known;
  }
}
