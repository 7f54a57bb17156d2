/**
 * Makes one of many elements the one that Tab stops at; the arrow keys go on to the others. `move` says to which one a key
 * leads, by the number of the element.
 */
export function roving(elements: readonly Element[], move: (key: string, from: number) => number | undefined): void {
  for (const [at, element] of elements.entries()) {
    element.setAttribute("tabindex", at === 0 ? "0" : "-1");
    element.addEventListener("keydown", (event) => {
      if (!(event instanceof KeyboardEvent)) return;
      const to = move(event.key, at);
      const next = to === undefined ? undefined : elements[to];
      if (next === undefined) return;
      event.preventDefault();
      focusOn(next);
    });
    element.addEventListener("focus", () => {
      for (const other of elements) other.setAttribute("tabindex", other === element ? "0" : "-1");
    });
  }
}

export function focusOn(element: Element | null | undefined): void {
  if (element instanceof HTMLElement || element instanceof SVGElement) element.focus();
}
