/** Made when a text needs it: it takes ten milliseconds, and most texts are plain. */
let segmenter: Intl.Segmenter | undefined;

/** Scripts and forms that take two cells: Unicode's East Asian width, as far as it is needed for names. */
const WIDE =
  /^(?:\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Bopomofo}|\p{Script=Yi}|\p{Emoji_Presentation}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6])/u;
const EMOJI_BY_SELECTOR = /\ufe0f|\u20e3/u;
const NO_CELL = /^(?:\p{Mark}|\p{Default_Ignorable_Code_Point})+$/u;
const PLAIN = /^[\u0020-\u007e]*$/;

/** How many cells of a terminal a printable text takes. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += cells(segment);
  return width;
}

/** The text in that many cells, cut with an ellipsis if need be. */
export function fitted(text: string, width: number): string {
  const taken = displayWidth(text);
  if (taken <= width) return text + " ".repeat(width - taken);
  let kept = "";
  let left = width - 1;
  for (const { segment } of graphemes(text)) {
    left -= cells(segment);
    if (left < 0) break;
    kept += segment;
  }
  return `${kept}…${" ".repeat(width - 1 - displayWidth(kept))}`;
}

function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}

function cells(grapheme: string): number {
  if (WIDE.test(grapheme) || EMOJI_BY_SELECTOR.test(grapheme)) return 2;
  return NO_CELL.test(grapheme) ? 0 : 1;
}
