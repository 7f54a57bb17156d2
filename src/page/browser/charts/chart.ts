import { plot, type PlotOptions } from "@observablehq/plot";

/** A chart. Its class has the style that the page's policy allows (scripts/package/page.ts). */
export function chart(options: PlotOptions, label: string): SVGSVGElement {
  const svg = plot({ ...options, className: "chart", figure: false });
  if (!(svg instanceof SVGSVGElement)) throw new Error("a chart is an SVG");
  // What a chart is of, it says as a whole; that its parts are "rect" or "cell" helps nobody.
  for (const part of svg.querySelectorAll("g[aria-label]")) part.removeAttribute("aria-label");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("role", "group");
  return svg;
}

/** The shapes of a mark of a chart, in the order of its data. */
export function shapesOf(svg: SVGSVGElement, className: string, count: number): readonly SVGElement[] {
  const shapes = [...svg.querySelectorAll<SVGElement>(`g.${className} > *`)];
  if (shapes.length !== count) throw new Error(`${shapes.length} shapes of ${count}`);
  return shapes;
}
