/** What rules find is replaced, wherever it stands, and counted; a bad or a slow rule lets nothing through. */
import { describe, expect, it } from "vitest";
import { builtInRules } from "../../src/redaction/built-in.ts";
import { Redactor, SlowRule } from "../../src/redaction/redactor.ts";
import type { RuleSet } from "../../src/redaction/rule.ts";
import { parseRulesFile } from "../../src/redaction/rules-file.ts";
import { secretlintRules } from "../../src/redaction/secretlint.ts";
import { redactionLines } from "../../src/redaction/wording.ts";

function own(...rules: readonly object[]): RuleSet {
  const parsed = parseRulesFile(JSON.stringify({ rules }));
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
}

const builtIn = (text: string) => new Redactor([builtInRules("/srv/people/ana"), secretlintRules()]).text(text);

describe("the rules that are built in", () => {
  it.each([
    ["mail ana.lee+x@garden.example.org, please", "mail [redacted:email], please"],
    ["clone git@github.com:ana/garden", "clone git@github.com:ana/garden"],
    ["/home/ana/garden and /Users/ana/x", "[redacted:home]/garden and [redacted:home]/x"],
    [String.raw`C:\Users\Ana Lee\garden`, String.raw`[redacted:home]\garden`],
    [String.raw`"C:\\Users\\ana\\x"`, String.raw`"[redacted:home]\\x"`],
    ["/srv/people/ana/beds, /srv/people/anabel", "[redacted:home]/beds, /srv/people/anabel"],
    ["~/.claude/projects/-home-ana-garden/x.jsonl", "~/.claude/projects/[redacted:home]-garden/x.jsonl"],
    ["postgres://ana:p@ss@db.example.org/x", "postgres://[redacted:url-password]/x"],
    ["DB_PASSWORD=tulips and more", "DB_PASSWORD=[redacted:assigned-secret] and more"],
    ['{"password": "red tulips"}', '{"password": "[redacted:assigned-secret]"}'],
    ["interface Bed { token: string }", "interface Bed { token: string }"],
    ["--api-key t0psecret", "--api-key [redacted:assigned-secret]"],
    ["Authorization: Bearer abcdefgh12345678", "Authorization: Bearer [redacted:bearer-token]"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIcut off", "[redacted:private-key]"],
  ])("%s", (text, redacted) => {
    expect(builtIn(text)).toBe(redacted);
  });

  it("hold where a text asks for them to be switched off", () => {
    const key = `ghp_${"a1".repeat(18)}`;
    expect(builtIn(`// secretlint-disable\n${key}`)).not.toContain(key);
  });
});

describe("a person's rules", () => {
  const rules = own(
    { name: "client", literal: "A.C (me) - 1/2" },
    { name: "ticket", regex: "acme-[0-9]+", ignoreCase: true },
  );

  it("are literal or regular expressions", () => {
    expect(new Redactor([rules]).text("A.C (me) - 1/2 asks in ACME-12; AxC (me) - 1/2 does not")).toBe(
      "[redacted:client] asks in [redacted:ticket]; AxC (me) - 1/2 does not",
    );
  });

  it("replace what overlaps whole", () => {
    const both = own({ name: "a", literal: "red tulip" }, { name: "b", literal: "tulips grow" });
    expect(new Redactor([both]).text("the red tulips grow here")).toBe("the [redacted:a] here");
  });

  it("find nothing in what was put into the place of something", () => {
    expect(new Redactor([own({ name: "red", literal: "red" })]).text("red red")).toBe("[redacted:red] [redacted:red]");
  });

  it("are counted, with the version of their file", () => {
    const redactor = new Redactor([rules]);
    for (const text of ["acme-1 acme-1", "acme-1 acme-1", "nothing"]) redactor.text(text);
    expect(redactor.redactions.rules).toEqual([{ name: "ticket", times: 4 }]);
    expect(redactionLines(redactor.redactions).join("\n")).toMatch(
      /^4 redactions: ticket 4\.\nRules of redactions\.json [0-9a-f]{12}\.$/,
    );
  });

  it("stop the command where they do not come to an end", () => {
    const slow = own({ name: "quick", literal: "x" }, { name: "slow", regex: "(a+)+$" });
    const redactor = new Redactor([slow], 50);
    expect(() => redactor.text(`${"a".repeat(40)}!`)).toThrow(SlowRule);
    expect(redactor.text("x")).toBe("[redacted:quick]");
  });

  it.each([
    ["{", "it is not JSON"],
    ['{"rules":[{"name":"a","regex":"("}]}', "rules.0.regex: not a regular expression (a)"],
    ['{"rules":[{"name":"a","regex":"b*"}]}', "rules.0.regex: matches the empty text (a)"],
    ['{"rules":[{"name":"a"}]}', "rules.0: has not one of literal and regex"],
    ['{"rules":[{"name":"a","literal":"b","regex":"b"}]}', "rules.0: has not one of literal and regex"],
    ['{"rules":[{"name":"a]\\n","literal":"b"}]}', "rules.0.name: no name of letters, digits and hyphens"],
  ])("are refused: %s", (text, why) => {
    expect(parseRulesFile(text)).toBe(why);
  });
});

it("a text that the built-in rules cannot look through in time is replaced whole", () => {
  const slow = { name: "slow", find: (text: string) => (/(a+)+$/.test(text) ? [] : []) };
  const redactor = new Redactor([{ from: "tt", version: "1", isOwn: false, rules: [slow] }], 50);
  expect(redactor.text(`${"a".repeat(40)}!`)).toBe("[redacted:unchecked]");
});
