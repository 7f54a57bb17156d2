/** No secret that rules know survives in any form in which a session is printed. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { builtInRules } from "../../src/redaction/built-in.ts";
import { Redactor } from "../../src/redaction/redactor.ts";
import { parseRulesFile } from "../../src/redaction/rules-file.ts";
import { secretlintRules } from "../../src/redaction/secretlint.ts";
import type { Shown } from "../../src/transcript/head.ts";
import { markdownView } from "../../src/transcript/markdown.ts";
import { csvView, jsonView } from "../../src/transcript/records.ts";
import { redactedShown } from "../../src/transcript/redacted.ts";
import { textView } from "../../src/transcript/text.ts";
import { transcriptOf } from "../../src/transcript/transcript.ts";
import { transparencyCsv } from "../../src/transparency/csv.ts";
import { transparencyMarkdown } from "../../src/transparency/markdown.ts";
import { redactedTransparency } from "../../src/transparency/redacted.ts";
import { event } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

const letters = (alphabet: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength, maxLength });
const DIGITS = "0123456789";
const SMALL = "abcdefghijklmnopqrstuvwxyz";
const WORD = `${SMALL}${SMALL.toUpperCase()}${DIGITS}`;
const after = (prefix: string, rest: fc.Arbitrary<string>) => rest.map((text) => prefix + text);

const base64 = letters(`${WORD}+/`, 120, 400);
/** What stands in a text, and the part of it that nobody may see. */
const secrets: fc.Arbitrary<readonly [text: string, secret: string]> = fc.oneof(
  ...[
    after("ghp_", letters(WORD, 36)),
    after("github_pat_", letters(WORD, 82)),
    after("glpat-", letters(WORD, 20)),
    after("AKIA", letters(SMALL.toUpperCase() + DIGITS, 16)),
    after(
      "sk-ant-api03-",
      letters(`${WORD}_-`, 93).map((text) => `${text}AA`),
    ),
    after("sk-proj-", letters(WORD, 74)),
    after("AIza", letters(`${WORD}_-`, 35)),
    after(
      "xoxb-",
      letters(DIGITS, 12).map((text) => `${text}-${text}-abcDEF`),
    ),
    after("npm_", letters(WORD, 36)),
    after("hf_", letters(WORD, 34)),
    after(
      "SG.",
      letters(WORD, 22).map((text) => `${text}.${text}${text}`),
    ),
    after("sk_live_", letters(WORD, 24)),
    after(
      "eyJ",
      letters(WORD, 20).map((text) => `${text}.eyJ${text}.${text}`),
    ),
    base64.map((text) => `-----BEGIN RSA PRIVATE KEY-----\nMII${text}\n-----END RSA PRIVATE KEY-----`),
    fc.tuple(letters(SMALL, 3, 9), letters(SMALL, 3, 9)).map(([name, host]) => `${name}@${host}.example.org`),
    letters(SMALL, 4, 9).map((name) => `/home/q${name}`),
    letters(SMALL, 4, 9).map((name) => `/Users/q${name}`),
    fc.constant("Quillwort Gardens"),
    letters(DIGITS, 6).map((digits) => `QG-${digits}`),
  ].map((secret) => secret.map((text) => [text, text] as const)),
  letters(WORD, 9).map((word) => [`postgres://ana:${word}@db.example.org/x`, word] as const),
  letters(WORD, 9).map((word) => [`PASSWORD=${word}`, word] as const),
  letters(WORD, 30).map((word) => [`Authorization: Bearer ${word}7`, word] as const),
);

const around = fc.tuple(
  fc.constantFrom("", " ", "\n", '"', "`", "(", "see\t", "[x](", "**", "\r\n", "a, "),
  fc.constantFrom("", " ", "\n", '"', "`", ")", "\t.", ";", "\r\n", ", b"),
);

const ownRules = parseRulesFile(
  JSON.stringify({
    rules: [
      { name: "client", literal: "Quillwort Gardens" },
      { name: "ticket", regex: "QG-[0-9]+" },
    ],
  }),
);
if (typeof ownRules === "string") throw new Error(ownRules);
const sets = [ownRules, builtInRules("/srv/ana"), secretlintRules()];

/** A session with a text in every place that a log fills. */
function filled(text: string): Shown {
  const at = (type: string, time: string, details: Parameters<typeof event>[2] = {}, withText = true) => ({
    event: event(type, time, { agent_id: text, ...details }),
    text: withText ? text : undefined,
  });
  const entries = [
    at("user_message", "09:00:00", { length: 3, permission_mode: text, cwd: text, git_branch: text }),
    at("aside", "09:00:01", { of: "reasoning", length: 3, model: text }),
    at("aside", "09:00:02", { of: "words", length: 3 }),
    at("agent_tool_use", "09:00:03", { tool: text, tool_kind: text, file: text }),
    at("agent_tool_use", "09:00:03", { tool: text, tool_kind: "file_edit", file: text }),
    at("agent_message", "09:00:04", { length: 3, model: text }),
    at("user_action", "09:00:05", { action: text }),
    at("agent_limit", "09:00:06", { action: text }),
  ];
  const transcript = transcriptOf("claude-code", text, entries);
  if (transcript === undefined) throw new Error("there is something in it");
  const told = { text: true, reasoning: true };
  return { transcript, project: text, logs: [text], told, zone: "UTC", notes: [text] };
}

/** The same in a report that is kept beside a release. */
function transparencyOf(text: string) {
  const { transcript } = filled(text);
  const session = { id: text, agent: "claude-code", branches: [text], human: 60, worked: 60, transcript };
  const groups = [{ name: text, sessions: [session] }];
  return { by: "repository", period: "March", zone: "UTC", groups, hasText: true, notes: [text] } as const;
}

const views = { text: textView, markdown: markdownView, csv: csvView, json: jsonView };

/** As a reader sees it: what Markdown and JSON escape, and lines that a view indents. */
const plain = (text: string) =>
  text
    .replaceAll(/\\(?:r|n|t)/g, "")
    .replaceAll(/[\\\s>|]/g, "")
    .replaceAll('""', '"');

it("no secret of a known shape is printed, in any place and any form", () => {
  const runs = times(25);
  fc.assert(
    fc.property(secrets, around, ([text, secret], [before, behind]) => {
      const shown = redactedShown(filled(`${before}${text}${behind}`), new Redactor(sets));
      for (const [name, view] of Object.entries(views)) {
        const output = [...view(shown)].join("");
        expect(plain(output), name).not.toContain(plain(secret));
        // What is printed at all is counted.
        if (name === "markdown") expect(output).toMatch(/\d+ redactions: /);
      }
      const told = redactedTransparency(transparencyOf(`${before}${text}${behind}`), new Redactor(sets));
      for (const view of [transparencyMarkdown, transparencyCsv])
        expect(plain([...view(told)].join("")), view.name).not.toContain(plain(secret));
    }),
    { numRuns: runs },
  );
});

it("what is not told is neither printed nor counted", () => {
  const shown = { ...filled("QG-123456"), told: { text: false, reasoning: true } };
  const { redactions, transcript } = redactedShown(shown, new Redactor(sets));
  const all = redactedShown({ ...shown, told: { text: true, reasoning: true } }, new Redactor(sets)).redactions;
  const times = (of: typeof redactions) => of?.rules.find(({ name }) => name === "ticket")?.times ?? 0;
  // A prompt, words, an answer, an action.
  expect(times(all) - times(redactions)).toBe(4);
  expect(transcript.exchanges[0]?.prompt?.text).toBeUndefined();
});
