import { LONGEST_WORD, rulesOf, type Place } from "../../lib/scan/questions.ts";
import type { LineQuestions } from "../../logs/lines/format.ts";
import { RECORD_TYPES, SILENT_RECORD_TYPES } from "./record-types.ts";

/**
 * What the scanner must find in a line so that it can pass it over, and what the decoder reads of one that it cannot: a
 * test keeps both against the decoder itself.
 */
const KNOWN = 1 << 0;
const SILENT = 1 << 1;

const words = Object.fromEntries(
  [...RECORD_TYPES]
    .filter((type) => type.length <= LONGEST_WORD)
    .map((type) => [type, SILENT_RECORD_TYPES.has(type) ? KNOWN | SILENT : KNOWN]),
);

const place: Place = { keys: { cwd: {}, branch: {} } };
const whole: Place = { whole: true };

const record: Place = {
  keys: {
    type: { words },
    timestamp: {},
    id: {},
    agentId: whole,
    data: {
      keys: {
        // Where and how the session goes on.
        context: place,
        ...place.keys,
        sessionId: {},
        newMode: {},
        // The person.
        source: whole,
        content: whole,
        agentMode: {},
        isAutopilotContinuation: {},
        attachments: { elements: { keys: { type: {}, mimeType: {} } } },
        reason: whole,
        // Calls, and what they wait for.
        toolCallId: {},
        toolName: {},
        arguments: whole,
        success: {},
        result: { keys: { content: {}, kind: {} } },
        toolTelemetry: { keys: { properties: { keys: { outcome: {}, elicitation_action: {} } } } },
        requestId: {},
        permissionRequest: { keys: { toolCallId: {} } },
        resolvedByHook: {},
        decisionSource: whole,
        // Turns and answers.
        interactionId: {},
        toolRequests: { elements: {} },
        model: {},
        // What was taken, and what went wrong.
        outputTokens: {},
        modelMetrics: whole,
        errorType: {},
        errorCode: {},
        statusCode: {},
      },
    },
  },
};

/** What has no type that is known is told by name, and is no object perhaps. */
export const copilotQuestions: LineQuestions = { record, reduced: [{ mask: KNOWN, value: KNOWN }] };

/** What the program notes for itself shows nobody at work, whatever else stands in it. */
export const passing = rulesOf({ skipped: [{ mask: SILENT, value: SILENT }] });
