import type { KnownBy, Report } from "../report/figures.ts";

/** How much of the time is seen and how much is a guess, a line for a person each; nothing where there is no time. */
export function knownText({ knownBy }: Pick<Report, "knownBy">): readonly string[] {
  const { prompts, window, recorded, observed, estimated } = knownBy;
  const human = prompts + window;
  const agent = recorded + observed + estimated;
  return [
    human === 0 ? "" : `of human time ${percent(window, human)} is credited after a last prompt or action, not seen`,
    agent === 0
      ? ""
      : `of agent time ${percent(recorded, agent)} is recorded, ${percent(observed, agent)} observed, ` +
        `${percent(estimated, agent)} estimated`,
  ].filter((text) => text !== "");
}

/** The same by the names that JSON gives it, in seconds. */
export function knownJson({ prompts, window, recorded, observed, estimated }: KnownBy) {
  return {
    human: { seen_s: prompts, credited_s: window },
    agent: { recorded_s: recorded, observed_s: observed, estimated_s: estimated },
  };
}

function percent(part: number, all: number): string {
  return `${Math.round((100 * part) / all)} %`;
}
