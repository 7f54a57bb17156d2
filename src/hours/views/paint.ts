export type Painter = Readonly<Record<"bold" | "dim" | "human" | "agent" | "both", (text: string) => string>>;

/** The same text with and without colours. */
export function painter(colours: boolean): Painter {
  const code = (on: number, off: number) => (text: string) =>
    colours && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: code(1, 22), dim: code(2, 22), human: code(36, 39), agent: code(35, 39), both: code(34, 39) };
}
