import type { AgentFacts } from "../../logs/facts.ts";
import { CHAT_HISTORY, findAiderRoots, INPUT_HISTORY } from "./discover.ts";

export const facts = {
  agent: "aider",
  title: "Aider",
  note: "with `--aider-zone ZONE`, for it logs local times",
  option: { meaning: "project in which Aider ran, or a history of its input" },
  roots: {
    find: findAiderRoots,
    text: "`$AIDER_INPUT_HISTORY_FILE` (a whole path), else `~/.aider.input.history`; projects are named with `--root`",
  },
  localTimes: { flag: "--aider-zone" },
  logs: "`.aider.input.history`, in it or directly below",
  places: [INPUT_HISTORY, CHAT_HISTORY],
  tested: "real logs of 0.86.2",
  notCovered:
    "what the agent did: edits, commands, answers and turns have no time; prompts that equal the one before; `--message-file`; comments that `--watch-files` takes for prompts; branches",
  keys: { toolUse: "none: they have no time", person: "the line's that has the time of the entry" },
  evidence: [],
  tools: {},
} as const satisfies AgentFacts;
