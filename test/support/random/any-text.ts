/**
 * Any Unicode text, for every character may stand in a name. fast-check's own `unit: "binary"` draws from a table of
 * all 1.1 million code points, which takes each process a second to build.
 */
import fc from "fast-check";

const LAST = 0x10_ff_ff;

const codePoint = fc
  .oneof(fc.nat(0x7f), fc.nat(0x2f_ff), fc.nat(LAST))
  .filter((code) => code < 0xd8_00 || code > 0xdf_ff)
  .map((code) => String.fromCodePoint(code));

/** Text of whole characters, control characters among them; lengths count characters. */
export const anyText = (length: { readonly minLength?: number; readonly maxLength?: number } = {}) =>
  fc.string({ unit: codePoint, ...length });
