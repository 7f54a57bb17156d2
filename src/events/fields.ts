import { contains } from "../lib/files/within-directory.ts";
import { belowHome } from "../lib/files/home-path.ts";
import type { TrackedEvent } from "./event.ts";
import { cutAtWorktree } from "./worktree.ts";

/** How much an event tells, from most to least. */
export const FIELDS = ["all", "minimal", "minimal-no-branch"] as const;
export type Fields = (typeof FIELDS)[number];

/** Whether what somebody's file holds is the name of fields. */
export function isFields(value: unknown): value is Fields {
  return FIELDS.some((fields) => fields === value);
}

/** Those that tell the least: what one place remembers holds, though another one was lost. */
export function fewest(remembered: readonly (Fields | undefined)[]): Fields {
  return remembered.reduce<Fields>(
    (least, fields = "all") => (FIELDS.indexOf(fields) > FIELDS.indexOf(least) ? fields : least),
    "all",
  );
}

/**
 * The event without what hours do not need: no `file`, the home folder as `~`, no directory within a worktree, and perhaps
 * no branch. Its ID is the same. `home` is the home folder of this machine, which may be in an unusual place.
 */
export function withFields(event: TrackedEvent, fields: Fields, home: string): TrackedEvent {
  if (fields === "all") return event;
  const less: Record<string, unknown> = { ...event };
  delete less["file"];
  if (fields === "minimal-no-branch") delete less["git_branch"];
  if (event.cwd !== undefined) less["cwd"] = cutAtWorktree(withoutHome(event.cwd, home));
  return less as TrackedEvent;
}

/** Where Windows' own home folders lie for the systems that run in it: `/mnt/c/Users/ana`, `/c/Users/ana`. */
const HOME_OF_WINDOWS = /^(?:\/mnt)?\/[a-z]\/Users\/[^/]+(?=\/|$)/;

function withoutHome(path: string, home: string): string {
  const isHere = home.replaceAll(/[/\\]/g, "") !== "" && contains(home, path);
  const below = isHere
    ? `~${path.slice(home.replace(/[/\\]+$/, "").length)}`
    : belowHome(path.replace(HOME_OF_WINDOWS, "~"));
  // The letter of the drive said that it is a path of Windows, in which the case of letters does not matter.
  return below !== path && /^[A-Za-z]:/.test(path) ? below.replaceAll("/", "\\") : below;
}
