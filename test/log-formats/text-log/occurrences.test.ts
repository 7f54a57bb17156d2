import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Occurrences } from "../../../src/log-formats/text-log/occurrences.ts";
import { times } from "../../support/shares.ts";

const bytes = (text: string) => Buffer.from(text);

describe("the number of a line among identical ones", () => {
  it("goes on from a stored state as without a stop", () => {
    const lines = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 5 })), { maxLength: 60 });
    fc.assert(
      fc.property(lines, fc.nat(60), (each, stop) => {
        const count = (from: Occurrences, [second, name]: readonly [number, number]) =>
          from.before(bytes(`${second} ${name}`), second * 20_000);
        const whole = new Occurrences();
        const expected = each.map((line) => count(whole, line));
        const first = new Occurrences();
        const begun = each.slice(0, stop).map((line) => count(first, line));
        const second = Occurrences.restored(JSON.parse(JSON.stringify(first.state()))) as Occurrences;
        expect([...begun, ...each.slice(stop).map((line) => count(second, line))]).toEqual(expected);
        expect(second.state()).toEqual(whole.state());
      }),
      { numRuns: times(10) },
    );
  });

  it("is told rightly where two programs' clocks differ, within a minute", () => {
    const counted = new Occurrences();
    expect(counted.before(bytes("a"), 10_000)).toBe(0);
    expect(counted.before(bytes("b"), 40_000)).toBe(0);
    expect(counted.before(bytes("a"), 10_000)).toBe(1);
  });

  it("needs a state that does not grow without end", () => {
    const counted = new Occurrences();
    for (let line = 0; line < 5000; line++) counted.before(bytes(`one second ${line}`), 0);
    expect((counted.state() as unknown[]).length).toBe(512);
    counted.before(bytes("later"), 100_000);
    expect((counted.state() as unknown[]).length).toBe(1);
  });

  it.each([undefined, null, {}, [1], [["a"]], [["a", 1.5, 0]], [["a", 1, "0"]]])(
    "takes no other state: %j",
    (stored) => {
      expect(Occurrences.restored(stored)).toBeUndefined();
    },
  );
});
