import { describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/lib/text/display-width.ts";
import { lanesText } from "../../../src/hours/views/lanes.ts";
import { at } from "../../support/store/week.ts";

const span = (start: string, end: string) => ({ start: at(start), end: at(end) });

describe("lanes", () => {
  it("are shaded by how much of a cell is filled", () => {
    const lanes = [
      { name: "you", spans: [span("2026-03-02T09:00:00Z", "2026-03-02T09:15:00Z")] },
      {
        name: "garden, codex",
        spans: [
          span("2026-03-02T09:20:00Z", "2026-03-02T09:24:00Z"),
          span("2026-03-02T10:55:00Z", "2026-03-02T11:00:00Z"),
        ],
      },
    ];
    expect(lanesText(lanes, "UTC", 49).split("\n")).toEqual([
      "                        09          10",
      "you            0:15:00  ███",
      "garden, codex  0:09:00      █                  █",
    ]);
    // Less room, longer cells.
    expect(lanesText(lanes, "UTC", 33).split("\n")).toEqual([
      "                        09  10",
      "you            0:15:00  █",
      "garden, codex  0:09:00   ▒     ▒",
    ]);
  });

  it("have the hours of the clocks on a day of 23 hours, and of 25", () => {
    const forward = lanesText(
      [{ name: "you", spans: [span("2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z")] }],
      "Europe/Berlin",
      100,
    );
    expect(forward.split("\n")[0]?.trim().split(/ +/)).toEqual(["01", "03"]);
    const back = lanesText(
      [{ name: "you", spans: [span("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z")] }],
      "Europe/Berlin",
      100,
    );
    expect(back.split("\n")[0]?.trim().split(/ +/)).toEqual(["02", "02"]);
  });

  it.each([40, 60, 80, 200])("fit a terminal of %i columns", (columns) => {
    const spans = [
      span("2026-03-02T00:10:00Z", "2026-03-02T00:20:00Z"),
      span("2026-03-02T23:00:00Z", "2026-03-02T23:59:00Z"),
    ];
    const text = lanesText([{ name: "a project of a long name", spans }], "UTC", columns);
    if (columns > 60) for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    expect(text.split("\n")).toHaveLength(2);
  });
});
