/**
 * Calls back before the page is printed, and after. Browsers tell it by events, and those that make a PDF of a page by the
 * medium.
 */
export function onPrint(act: (isOnPaper: boolean) => void): void {
  let isOnPaper = false;
  const become = (next: boolean) => {
    if (next === isOnPaper) return;
    isOnPaper = next;
    act(next);
  };
  window.addEventListener("beforeprint", () => become(true));
  window.addEventListener("afterprint", () => become(false));
  matchMedia("print").addEventListener("change", ({ matches }) => become(matches));
}
