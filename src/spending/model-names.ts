/**
 * Who makes models of certain names, by the prefix that LiteLLM's list gives their own service. (Those of Anthropic and
 * OpenAI, and Google's on Vertex, have none.)
 */
const MAKERS: readonly (readonly [names: RegExp, prefix: string])[] = [
  [/^gemini-/, "gemini"],
  [/^grok-/, "xai"],
  [/^deepseek-/, "deepseek"],
  [/^kimi-/, "moonshot"],
  [/^glm-/, "zai"],
  [/^(?:mistral|codestral|devstral|magistral)-/, "mistral"],
  [/^qwen/, "dashscope"],
  [/^minimax-/, "minimax"],
];

/** The prefixes of the rows that a name can mean. */
export const PREFIXES: readonly string[] = [...MAKERS.map(([, prefix]) => prefix), "openrouter"];

const DATE = /-(?:\d{8}|\d{4}-\d\d-\d\d)$/;

/** A name without the date of its version; `undefined` where it has none. */
export function undated(name: string): string | undefined {
  return DATE.test(name) ? name.replace(DATE, "") : undefined;
}

/**
 * The names that a model may have in a list, in lower case and from the most to the least exact: as it is; without the
 * way to it (`openai/gpt-5`); of Claude as Anthropic writes it (`claude-sonnet-4.5`, `claude-sonnet-4@20250514`); with the
 * prefix of whoever makes it; as a name of OpenRouter.
 */
export function formsOf(name: string): readonly string[] {
  // Claude Code writes so that the window has a million tokens; the model is the same.
  const plain = name.toLowerCase().replace(/\[1m\]$/, "");
  const own = plain.slice(plain.lastIndexOf("/") + 1);
  const bare = own.startsWith("claude-") ? own.replaceAll(/(?<=\d)\.(?=\d)/g, "-").replace("@", "-") : own;
  const prefix = MAKERS.find(([names]) => names.test(bare))?.[1];
  return [
    ...new Set([
      plain,
      own,
      bare,
      ...(prefix === undefined ? [] : [`${prefix}/${bare}`]),
      ...(plain.includes("/") ? [`openrouter/${plain}`] : []),
    ]),
  ];
}
