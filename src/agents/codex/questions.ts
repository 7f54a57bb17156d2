import { LONGEST_START, LONGEST_WORD, rulesOf, type Place, type Rule, type Rules } from "../../lib/scan/questions.ts";
import type { LineQuestions } from "../../logs/lines/format.ts";
import type { Asked } from "../../logs/source.ts";
import { DECLINED_STARTS, NOTE_STARTS } from "./calls/decisions.ts";
import { KNOWN } from "./known.ts";
import { OUTPUTS } from "./calls/output.ts";
import { ITEM_CALLS, OF_SCRIPTS } from "./calls/tools.ts";
import { SHELL_COMMAND } from "./prompts/prompt.ts";

/**
 * What the scanner must find in a line so that it can pass it over, and what the decoder reads of one that it cannot.
 *
 * Two promises, kept by a test against the decoder itself: every member that the decoder looks at in an event or an item
 * that is not the user's has a place here; and of a line that fits a rule the decoder makes nothing.
 */
const EVENT = 1 << 0;
const RESPONSE = 1 << 1;
const OTHER = 1 << 2;
const TIMED = 1 << 3;
const SILENT_EVENT = 1 << 4;
const SILENT_RESPONSE = 1 << 5;
/** An event that tells of an item, and of which kind that is. */
const ITEM = 1 << 6;
const SILENT_ITEM = 1 << 7;
const CALL_ITEM = 1 << 8;
const SCRIPT_ITEM = 1 << 9;
const OUTPUT = 1 << 10;
/** What may tell that the person declined. */
const DECLINED = 1 << 11;
const MESSAGE = 1 << 12;
const USER = 1 << 13;
const DEVELOPER = 1 << 14;
const ASSISTANT = 1 << 15;
/** What may tell of a decision for the future. */
const NOTE = 1 << 16;
/** A text that is not blank. */
const SAID = 1 << 17;
/** A head, or settings. */
const SETTLING = 1 << 18;
/** What may tell of a command that the person typed. */
const SHELL = 1 << 19;
/** A member with a name of more bytes than can be asked for: a message may say in one what its blocks are. */
const LONG_MEMBER = 1 << 20;

/** Records that show something, or settle what later ones show. */
const TELLING_EVENTS = new Set([
  "user_message",
  "item_completed",
  "task_started",
  "turn_started",
  "task_complete",
  "turn_complete",
  "turn_aborted",
  "thread_goal_updated",
]);
/** Those that show something where usage is asked for. */
const USAGE_EVENTS = new Set(["token_count", "error", "stream_error"]);
const TELLING_RESPONSES = new Set<string>([
  ...OUTPUTS,
  "message",
  "function_call",
  "custom_tool_call",
  "local_shell_call",
  "web_search_call",
  "tool_search_call",
  "image_generation_call",
]);
const TELLING_TYPES = new Set(["session_meta", "turn_context", "event_msg", "response_item", "compacted"]);
const USAGE_TYPES = new Set(["token_usage_record"]);

const SHELL_START = SHELL_COMMAND.slice(0, LONGEST_START);

type Words = Readonly<Record<string, number>>;

function wordsOf(known: Iterable<string>, bits: number, except: ReadonlySet<string> = new Set()): Words {
  const words = [...known].filter((word) => !except.has(word) && word.length <= LONGEST_WORD);
  return Object.fromEntries(words.map((word) => [word, bits]));
}

/** A word may be one of an event and of a response. */
function merged(...all: readonly Words[]): Words {
  const bits = new Map<string, number>();
  for (const words of all)
    for (const [word, more] of Object.entries(words)) bits.set(word, (bits.get(word) ?? 0) | more);
  return Object.fromEntries(bits);
}

/** A text by how it begins: itself, or in blocks, or in an object. */
function textPlace(text: Place, more: Readonly<Record<string, Place>> = {}): Place {
  const content: Place = { ...text, elements: { keys: { text } } };
  return { ...content, keys: { content, ...more } };
}

/** Members of which nothing is asked: single values, lists of them, and whatever it be. */
const single = (names: string): Readonly<Record<string, Place>> => each(names, {});
const lists = (names: string): Readonly<Record<string, Place>> => each(names, { elements: {} });
const whole = (names: string): Readonly<Record<string, Place>> => each(names, { whole: true });

function each(names: string, place: Place): Readonly<Record<string, Place>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, place]));
}

const item: Place = {
  keys: {
    type: {
      words: {
        ...wordsOf(KNOWN.item, SILENT_ITEM, new Set([...ITEM_CALLS, "UserMessage"])),
        ...wordsOf(ITEM_CALLS, CALL_ITEM),
      },
    },
    id: { starts: { [OF_SCRIPTS]: SCRIPT_ITEM } },
    ...single("source cwd server namespace tool status exit_code success stderr aggregated_output"),
    ...single("file_path path dir_path"),
    ...whole("content changes paths input patch"),
    duration: { keys: single("secs nanos") },
    error: { keys: single("message") },
  },
};

const payloadWith = (telling: ReadonlySet<string>, usage: Readonly<Record<string, Place>>): Place => ({
  longKey: LONG_MEMBER,
  keys: {
    type: {
      words: merged(
        wordsOf(KNOWN.event_msg, SILENT_EVENT, telling),
        wordsOf(KNOWN.response_item, SILENT_RESPONSE, TELLING_RESPONSES),
        wordsOf(OUTPUTS, OUTPUT),
        { item_completed: ITEM, message: MESSAGE },
      ),
    },
    turn_id: {},
    // Calls, their outputs, and what is said.
    role: { words: { user: USER, developer: DEVELOPER, assistant: ASSISTANT } },
    content: textPlace({ starts: { ...wordsOf(NOTE_STARTS, NOTE), [SHELL_START]: SHELL }, said: SAID }),
    output: textPlace({ starts: wordsOf(DECLINED_STARTS, DECLINED) }, { success: {} }),
    ...single("id call_id name namespace status"),
    ...whole("arguments input action"),
    // Events.
    item,
    goal: { keys: single("status") },
    turn_attribution: { keys: single("turn_trigger") },
    ...single("message kind reason duration_ms"),
    ...lists("images local_images file_ids"),
    // Heads.
    ...single("session_id thread_source history_mode subagent_history_start_ordinal cli_version forked_from_id"),
    ...single("parent_thread_id history_base originator"),
    ...whole("source"),
    git: { keys: single("branch") },
    // Settings.
    ...single("cwd approvals_reviewer model"),
    ...whole("approval_policy"),
    ...usage,
  },
});

const recordWith = (payload: Place, telling: ReadonlySet<string>): Place => ({
  keys: {
    timestamp: { instant: TIMED, remember: true },
    ordinal: {},
    type: {
      words: {
        event_msg: EVENT,
        response_item: RESPONSE,
        session_meta: SETTLING,
        turn_context: SETTLING,
        ...wordsOf(KNOWN.type, OTHER, telling),
      },
    },
    payload,
  },
});

/** Messages of the user may have a member with too long a name, and what has no type may be an old head. */
const REDUCED: readonly Rule[] = [
  { mask: SETTLING, value: SETTLING },
  { mask: EVENT, value: EVENT },
  { mask: RESPONSE | USER, value: RESPONSE },
];

const core: LineQuestions = { record: recordWith(payloadWith(TELLING_EVENTS, {}), TELLING_TYPES), reduced: REDUCED };

const taken: Place = {
  keys: single("input_tokens cached_input_tokens cache_write_input_tokens output_tokens reasoning_output_tokens"),
};
const usage: LineQuestions = {
  record: recordWith(
    payloadWith(new Set([...TELLING_EVENTS, ...USAGE_EVENTS]), {
      info: { keys: { total_token_usage: taken, last_token_usage: taken } },
      ...whole("rate_limits codex_error_info"),
    }),
    new Set([...TELLING_TYPES, ...USAGE_TYPES]),
  ),
  reduced: REDUCED,
};

/** What is asked of each line, by what is asked of all. */
export function codexQuestions(asked: Asked): LineQuestions {
  return asked.usage === true ? usage : core;
}

/** What decides about the lines that follow. */
export interface Situation {
  readonly asked: Asked;
  /** Whether it is settled whose the records are, and that their session has started. */
  readonly isSettled: boolean;
  /** Whether a call waits for an output of which it matters whose it is. */
  readonly isWaiting: boolean;
  /** Whether the last call was a script. */
  readonly inScript: boolean;
  /** Whether messages of the user may be prompts, and not only repeat them. */
  readonly havePrompts: boolean;
}

const SKIPPED: readonly Rule[] = [{ mask: OTHER, value: OTHER }];
const silent = (set: number, unset = 0): Rule => ({ mask: set | unset | TIMED, value: set | TIMED });

const UNSETTLED = rulesOf({ skipped: SKIPPED });

/** For the bits of a situation: 1, outputs matter; 2, items of calls; 4, what the agent says; 8, messages of the user. */
const SETTLED = Array.from({ length: 16 }, (_, matters) =>
  rulesOf({
    skipped: SKIPPED,
    silent: [
      silent(EVENT | SILENT_EVENT),
      silent(RESPONSE | SILENT_RESPONSE),
      silent(EVENT | ITEM | SILENT_ITEM),
      silent(RESPONSE | MESSAGE | DEVELOPER, NOTE),
      ...((matters & 8) === 0 ? [silent(RESPONSE | MESSAGE | USER, SHELL | LONG_MEMBER)] : []),
      ...((matters & 1) === 0 ? [silent(RESPONSE | OUTPUT, DECLINED)] : []),
      ...((matters & 2) === 0 ? [silent(EVENT | ITEM | CALL_ITEM, SCRIPT_ITEM)] : []),
    ],
    tallied: (matters & 4) === 0 ? [silent(RESPONSE | MESSAGE | ASSISTANT | SAID)] : [],
  }),
);

/** The lines that would change nothing as things are. */
export function passingIn({ asked, isSettled, isWaiting, inScript, havePrompts }: Situation): Rules {
  if (!isSettled) return UNSETTLED;
  const evidence = asked.evidence === true ? 5 : 0;
  return SETTLED[evidence | (isWaiting ? 1 : 0) | (inScript ? 2 : 0) | (havePrompts ? 8 : 0)] ?? UNSETTLED;
}
