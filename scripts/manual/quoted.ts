/** A text in parts: those at odd places stood in single quotes, and are typed or printed as they stand. */
export function quotedParts(text: string): readonly string[] {
  return text.split(/(?<![\p{L}\p{N}])'([^'\n]+)'(?![\p{L}\p{N}])/u);
}
