import { rulesOf, type Place, type Rule, type Rules } from "../../lib/scan/questions.ts";
import type { LineQuestions } from "../../logs/lines/format.ts";
import type { Asked } from "../../logs/source.ts";
import { REJECTIONS } from "./person/decisions.ts";
import { SILENT_TYPES } from "./known-values.ts";
import { RESUMED_HOOK } from "./session-changes.ts";

/**
 * What the scanner must find in a line so that it can pass it over, and what the decoder reads of one that it cannot.
 *
 * Two promises, kept by a test against the decoder itself: every member that the decoder looks at has a place here; and
 * of a line that fits a rule the decoder makes nothing but what the rule is counted as.
 */
const USER = 1 << 0;
const ASSISTANT = 1 << 1;
const ATTACHMENT = 1 << 2;
const SYSTEM = 1 << 3;
const SILENT = 1 << 4;
const TIMED = 1 << 5;
const COPIED = 1 << 6;
const TOOL_USE = 1 << 7;
const TOOL_RESULT = 1 << 8;
const TEXT = 1 << 9;
const QUEUED = 1 << 10;
/** A record of the system that shows something: the end of a turn, a command. */
const TOLD = 1 << 11;
/** What a person may have decided, beside the result of a tool. */
const DECIDED = 1 << 12;
/** A hook that ran because the session goes on. */
const RESUMED = 1 << 13;
/** A record of what goes on, and the answer of a sub-agent in it. */
const PROGRESS = 1 << 14;
const EMBEDDED = 1 << 15;
/** An error of the provider. */
const FAULT = 1 << 16;

const origin: Place = { keys: { kind: {} } };
/** What is read of the input of a tool. */
const input: Place = { keys: { file_path: {}, notebook_path: {}, path: {}, timeout: {} } };
/** Blocks, of whose types something is asked or nothing: the bits of one place must not be those of another. */
const blocks = (type: Place, more: Readonly<Record<string, Place>> = {}): Place => ({
  elements: { keys: { type, text: {}, id: {}, name: {}, input, is_error: {}, ...more } },
});
const blockTypes: Place = { words: { tool_use: TOOL_USE, tool_result: TOOL_RESULT, text: TEXT } };

/** The places that are read whatever is asked, around those that depend on it. */
const recordWith = (
  message: Place,
  toolUseResult: Readonly<Record<string, Place>>,
  usage: Readonly<Record<string, Place>> = {},
): Place => ({
  keys: {
    type: {
      words: {
        user: USER,
        assistant: ASSISTANT,
        attachment: ATTACHMENT,
        system: SYSTEM,
        ...Object.fromEntries(SILENT_TYPES.map((type) => [type, SILENT])),
        progress: SILENT | PROGRESS,
      },
    },
    sessionId: { remember: true },
    timestamp: { instant: TIMED },
    forkedFrom: { any: COPIED },
    uuid: {},
    cwd: {},
    gitBranch: {},
    isSidechain: {},
    agentId: {},
    message,
    attachment: {
      keys: {
        type: { words: { queued_command: QUEUED } },
        hookName: { words: { [RESUMED_HOOK]: RESUMED } },
        commandMode: {},
        origin,
        turnOrigin: {},
        prompt: blocks({}),
      },
    },
    subtype: { words: { turn_duration: TOLD, local_command: TOLD, compact_boundary: TOLD, api_error: FAULT } },
    content: {},
    durationMs: {},
    origin,
    turnOrigin: {},
    isMeta: {},
    isCompactSummary: {},
    interruptedByShutdown: {},
    promptSource: {},
    permissionMode: {},
    entrypoint: {},
    planContent: {},
    toolUseResult: {
      starts: Object.fromEntries(REJECTIONS.map((start) => [start.slice(0, 16), DECIDED])),
      keys: { answers: { any: DECIDED }, plan: { any: DECIDED }, ...toolUseResult },
    },
    toolDenialKind: { any: DECIDED },
    isApiErrorMessage: {},
    ...usage,
  },
});

/** Records of a type that shows nothing: they are counted as such, whatever else they are. */
const TYPES = USER | ASSISTANT | ATTACHMENT | SYSTEM | SILENT;
const OTHER_TYPE: readonly Rule[] = [{ mask: TYPES, value: SILENT }];
/** Unless they hold an answer of a sub-agent. */
const NO_ANSWER: readonly Rule[] = [
  { mask: TYPES | PROGRESS, value: SILENT },
  { mask: TYPES | PROGRESS | EMBEDDED, value: SILENT | PROGRESS },
];

/** A record that counts, given that its session is known; of the other bits, it has those that are set and not these. */
const counts = (set: number, unset = 0): Rule => ({ mask: set | unset | TIMED | COPIED, value: set | TIMED });

interface Questions extends LineQuestions {
  readonly inSession: Rules;
  /** In the log of a sub-agent nobody speaks but agents. */
  readonly inSubAgent: Rules;
}

/** Whatever a line shows, its decoder reads nothing else of it. */
const ALWAYS: readonly Rule[] = [{ mask: 0, value: 0 }];

const rules = (ifKnown: readonly Rule[], skipped = OTHER_TYPE): Rules => rulesOf({ skipped, ifKnown });

const core: Questions = {
  record: recordWith({ keys: { role: {}, content: blocks(blockTypes) } }, {}),
  reduced: ALWAYS,
  inSession: rules([
    counts(ASSISTANT, TOOL_USE),
    counts(USER | TOOL_RESULT, DECIDED),
    counts(ATTACHMENT, QUEUED | RESUMED),
    counts(SYSTEM, TOLD),
  ]),
  inSubAgent: rules([counts(ASSISTANT, TOOL_USE), counts(USER), counts(ATTACHMENT), counts(SYSTEM)]),
};

/** Results of tools and answers show something, too. */
const evidence: Questions = {
  record: recordWith(
    { keys: { role: {}, model: {}, content: blocks(blockTypes, { tool_use_id: {} }) } },
    { durationMs: {} },
  ),
  reduced: ALWAYS,
  inSession: rules([counts(ASSISTANT, TOOL_USE | TEXT), counts(ATTACHMENT, QUEUED | RESUMED), counts(SYSTEM, TOLD)]),
  inSubAgent: rules([
    counts(ASSISTANT, TOOL_USE | TEXT),
    counts(USER, TOOL_RESULT),
    counts(ATTACHMENT),
    counts(SYSTEM),
  ]),
};

/** What an answer took, which each of its lines says. */
const figures: Place = {
  keys: {
    input_tokens: {},
    output_tokens: {},
    cache_read_input_tokens: {},
    cache_creation_input_tokens: {},
    cache_creation: { keys: { ephemeral_1h_input_tokens: {} } },
    output_tokens_details: { keys: { thinking_tokens: {} } },
  },
};
const said = { model: {}, id: {}, usage: figures };
const usagePlaces: Readonly<Record<string, Place>> = {
  requestId: {},
  costUSD: {},
  error: { keys: { status: {} } },
  data: {
    keys: {
      agentId: {},
      message: {
        keys: {
          type: { words: { assistant: EMBEDDED } },
          timestamp: {},
          uuid: {},
          requestId: {},
          costUSD: {},
          isApiErrorMessage: {},
          message: { keys: said },
        },
      },
    },
  },
};

/** The same as two others, with what answers took, and errors. */
const usage: Questions = {
  record: recordWith({ keys: { role: {}, ...said, content: blocks(blockTypes) } }, {}, usagePlaces),
  reduced: ALWAYS,
  inSession: rules(
    [counts(USER | TOOL_RESULT, DECIDED), counts(ATTACHMENT, QUEUED | RESUMED), counts(SYSTEM, TOLD | FAULT)],
    NO_ANSWER,
  ),
  inSubAgent: rules([counts(USER), counts(ATTACHMENT), counts(SYSTEM, FAULT)], NO_ANSWER),
};

const everything: Questions = {
  record: recordWith(
    { keys: { role: {}, ...said, content: blocks(blockTypes, { tool_use_id: {} }) } },
    { durationMs: {} },
    usagePlaces,
  ),
  reduced: ALWAYS,
  inSession: rules([counts(ATTACHMENT, QUEUED | RESUMED), counts(SYSTEM, TOLD | FAULT)], NO_ANSWER),
  inSubAgent: rules([counts(USER, TOOL_RESULT), counts(ATTACHMENT), counts(SYSTEM, FAULT)], NO_ANSWER),
};

/** The questions by which lines are passed over that show nothing of what is asked. */
export function questionsFor(asked: Asked): Questions {
  if (asked.usage === true) return asked.evidence === true ? everything : usage;
  return asked.evidence === true ? evidence : core;
}
