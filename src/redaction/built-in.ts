import { VERSION } from "../version.ts";
import { literally, matching, type Rule, type RuleSet } from "./rule.ts";

/** Shapes of keys, by how they begin: a broader net than that of linters, which must not cry wolf. */
const KEYS = [
  /sk-[\w-]{20,}/,
  /[sr]k_(?:live|test)_\w{16,}/,
  /AIza[\w-]{30,}/,
  /ya29\.[\w-]{20,}/,
  /xai-\w{20,}/,
  /SG\.[\w-]{16,}\.[\w-]{16,}/,
  /gh[a-z]_\w{20,}/,
  /github_pat_\w{20,}/,
  /gl[a-z]{2,6}-[\w-]{20,}/,
  /npm_\w{20,}/,
  /pypi-[\w-]{20,}/,
  /xox[a-z]-[\w-]{10,}/,
  /hf_\w{20,}/,
  /gsk_\w{20,}/,
  /dop_v1_\w{20,}/,
  /(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{12,}/,
];

const PASSWORDS = "pass(?:word|wd|phrase)?|pwd";
const SECRETS = "secret|token|credential|(?:api|access|private|secret|auth|account|encryption)[_-]?key";

/** Names, an assignment, a value. Where a value is not that of a password, it counts only with a digit: `token: string` is code. */
const ASSIGNED = [
  String.raw`(?:${PASSWORDS})["'\`]?\s{0,3}(?::=|=>|[:=])\s{0,3}(?:"(?<secret>[^"\n]+)"|'(?<secret>[^'\n]+)'|(?<secret>[^\s"'\`,;]{4,}))`,
  String.raw`(?:${SECRETS})s?["'\`]?\s{0,3}(?::=|=>|[:=])\s{0,3}["'\`]?(?=[^\s"'\`,;]{0,200}\d)(?<secret>[^\s"'\`,;]{8,})`,
  String.raw`--?(?:[a-z]+-)?(?:${PASSWORDS}|${SECRETS})[ =](?<secret>[^\s"'\`]{4,})`,
].join("|");

const patterns: readonly (readonly [name: string, pattern: RegExp])[] = [
  [
    "private-key",
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,40}KEY(?: BLOCK)?-----|$)/dg,
  ],
  ["url-password", /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?<secret>[^\s/?#@:]{0,256}:[^\s/]{1,256})@/dgi],
  ["web-token", /(?<![A-Za-z0-9])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/dg],
  ["bearer-token", /\b(?:bearer|basic)\s{1,3}(?=\S{0,200}\d)(?<secret>[\w\-.~+/]{16,}=*)/dgi],
  ["api-key", new RegExp(`(?<![A-Za-z0-9])(?:${KEYS.map(({ source }) => source).join("|")})`, "dg")],
  ["assigned-secret", new RegExp(ASSIGNED, "dgi")],
  ["email", /(?<![\p{L}\p{N}._%+-])(?!git@)[\p{L}\p{N}._%+-]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62}\.)+\p{L}{2,24}/dgu],
];

/** Home folders as systems have them, and as agents write them into the names of files. */
const HOMES = [
  String.raw`/(?:home|Users)/[^\s/\\:"'\`<>|]+`,
  String.raw`\b[A-Za-z]:[\\/]+Users[\\/]+(?:[^\\/:"'\`<>|\n]{1,64}(?=[\\/])|[^\s\\/:"'\`<>|]+)`,
  String.raw`(?<![A-Za-z0-9])(?:[A-Za-z]-)?-(?:home|Users)-[^\s/\\-]+`,
];

/** The rules of this program, for this home folder. */
export function builtInRules(home: string): RuleSet {
  const rules: Rule[] = patterns.map(([name, pattern]) => matching(name, pattern));
  // The root of the file system is nobody's home.
  const own = /[^/\\]/.test(home) ? [home, home.replaceAll(/[^A-Za-z0-9]/g, "-")] : [];
  const homes = [...own.map((text) => `${literally(text)}(?![A-Za-z0-9_])`), ...HOMES];
  rules.push(matching("home", new RegExp(homes.join("|"), "dg")));
  return { from: "tt", version: VERSION, isOwn: false, rules };
}
