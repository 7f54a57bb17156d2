/** The colours of projects: seen on their ground, and told apart by whoever does not see red, green or blue. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../../src/page/browser/page.css"), "utf8");
const blocks = {
  light: /:root \{([^}]*)\}/,
  dark: /scheme: dark\) \{\s*:root \{([^}]*)\}/,
  print: /print \{\s*:root \{([^}]*)\}/,
};

type Triple = readonly [number, number, number];

function coloursOf(block: RegExp): ReadonlyMap<string, string> {
  const [, body = ""] = block.exec(css) ?? [];
  return new Map([...body.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map(([, name = "", hex = ""]) => [name, hex]));
}

function linear(hex: string): Triple {
  const at = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [at(1), at(3), at(5)];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => dot(linear(hex), [0.2126, 0.7152, 0.0722]) + 0.05;
  const [less = 1, more = 1] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return more / less;
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Machado, Oliveira and Fernandes (2009), severity 1. */
const SIGHT: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Oklab, of what somebody sees of a colour. */
function seen(hex: string, [r, g, b]: readonly [Triple, Triple, Triple]): Triple {
  const light = linear(hex);
  const rgb: Triple = [Math.max(0, dot(r, light)), Math.max(0, dot(g, light)), Math.max(0, dot(b, light))];
  const lms: Triple = [
    Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], rgb)),
    Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], rgb)),
    Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], rgb)),
  ];
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], lms),
    dot([1.9779984951, -2.428592205, 0.4505937099], lms),
    dot([0.0259040371, 0.7827717662, -0.808675766], lms),
  ];
}

describe.each(Object.entries(blocks))("the colours for %s", (_name, block) => {
  const colours = coloursOf(block);
  const of = (name: string) => colours.get(name) ?? "";
  const projects = ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "other"];

  it("stand out from their ground, and text can be read", () => {
    for (const name of projects) expect(contrast(of(name), of("panel"))).toBeGreaterThan(3);
    for (const name of ["ink", "quiet", "accent"])
      for (const ground of ["panel", "ground"]) expect(contrast(of(name), of(ground))).toBeGreaterThan(4.5);
  });

  it.each(Object.entries(SIGHT))("are told apart with %s", (_sight, matrix) => {
    for (const [at, a] of projects.entries())
      for (const b of projects.slice(at + 1)) {
        const [x, y] = [seen(of(a), matrix), seen(of(b), matrix)];
        expect(Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]), `${a} and ${b}`).toBeGreaterThan(0.1);
      }
  });
});
