import { rulesOf, type Place, type Rule } from "../../lib/scan/questions.ts";

/**
 * What the scanner must find in a line so that it can pass it over, and what the decoder reads of one that it cannot.
 *
 * Two promises, kept by a test against the decoder itself: every member that `decode.ts`, `record.ts` and `prompt.ts`
 * look at has a place here; and of a line that fits a rule the decoder makes nothing but what the rule is counted as.
 */
const USER = 1 << 0;
const ASSISTANT = 1 << 1;
const ATTACHMENT = 1 << 2;
const SYSTEM = 1 << 3;
const TIMED = 1 << 4;
const COPIED = 1 << 5;
const TOOL_USE = 1 << 6;
const TOOL_RESULT = 1 << 7;
const QUEUED = 1 << 8;
const TURN = 1 << 9;

const origin: Place = { keys: { kind: {} } };
/** Blocks, of whose types something is asked or nothing: the bits of one place must not be those of another. */
const blocks = (type: Place): Place => ({
  elements: {
    keys: { type, text: {}, id: {}, name: {}, input: { keys: { file_path: {}, notebook_path: {}, path: {} } } },
  },
});
const content = blocks({ words: { tool_use: TOOL_USE, tool_result: TOOL_RESULT } });

export const claudeRecord: Place = {
  keys: {
    type: { words: { user: USER, assistant: ASSISTANT, attachment: ATTACHMENT, system: SYSTEM } },
    sessionId: { remember: true },
    timestamp: { instant: TIMED },
    forkedFrom: { any: COPIED },
    uuid: {},
    cwd: {},
    gitBranch: {},
    isSidechain: {},
    agentId: {},
    message: { keys: { role: {}, content } },
    attachment: { keys: { type: { words: { queued_command: QUEUED } }, commandMode: {}, origin, prompt: blocks({}) } },
    subtype: { words: { turn_duration: TURN } },
    durationMs: {},
    origin,
    isMeta: {},
    isCompactSummary: {},
    promptSource: {},
    entrypoint: {},
    planContent: {},
  },
};

/** Records of another type: they are counted as such, whatever else they are. */
const OTHER_TYPE: readonly Rule[] = [{ mask: USER | ASSISTANT | ATTACHMENT | SYSTEM, value: 0 }];

/** A record that counts, given that its session is known; of the other bits, it has those that are set and not these. */
const counts = (set: number, unset = 0): Rule => ({ mask: set | unset | TIMED | COPIED, value: set | TIMED });

/** Records that show nothing in any log: of those that could only start a session, the session is known. */
const SILENT: readonly Rule[] = [counts(ASSISTANT, TOOL_USE)];

export const rulesInSession = rulesOf(OTHER_TYPE, [
  ...SILENT,
  counts(USER | TOOL_RESULT),
  counts(ATTACHMENT, QUEUED),
  counts(SYSTEM, TURN),
]);

/** In the log of a sub-agent nobody speaks but agents. */
export const rulesInSubAgent = rulesOf(OTHER_TYPE, [...SILENT, counts(USER), counts(ATTACHMENT), counts(SYSTEM)]);
