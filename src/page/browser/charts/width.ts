/** Calls back with the width of an element, at once and when it changes: reading it elsewhere would have all laid out. */
export function onWidth(element: Element, act: (width: number) => void): void {
  let width = 0;
  new ResizeObserver(([entry]) => {
    const now = Math.floor(entry?.contentRect.width ?? 0);
    if (now === width || now === 0) return;
    width = now;
    act(now);
  }).observe(element);
}
