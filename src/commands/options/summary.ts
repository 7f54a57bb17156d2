import { Option, type Command } from "commander";

/** What `tt export` and `tt import` share: how a run tells of itself, as it goes on and at its end. */
export interface SummaryFlags {
  readonly summary?: "text" | "json" | "none";
  readonly progress?: boolean;
}

export function withSummaryOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--summary <FORM>",
        "what is said on stderr at the end (default: text on a terminal, else none)",
      ).choices(["text", "json", "none"]),
    )
    .option("--progress", "show progress on stderr (default: on a terminal)")
    .option("--no-progress", "do not show progress");
}

/** What a run tells of itself. */
export interface SummaryRequest {
  readonly summary: "text" | "json" | "none";
  readonly progress: boolean;
}

/** What the flags ask a run to tell; where they are silent, what suits it. */
export function summaryRequestOf(
  { summary, progress }: SummaryFlags,
  suits: { readonly text: boolean; readonly progress: boolean },
): SummaryRequest {
  return { summary: summary ?? (suits.text ? "text" : "none"), progress: progress ?? suits.progress };
}
