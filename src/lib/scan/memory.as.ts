// Where everything lies in the module's memory. The host reads these numbers from the module. The bytes of the log come
// last, so that the memory can grow for a long line without moving anything else.

/** What the host asks: places, keys and words. Written once, before the first line. */
export const PLACES: usize = 1024;
/** Which answers make a line irrelevant. The host may write others between two lines. */
export const RULES: usize = 37888;
/** The string the host has told us to know: its length, then its bytes. */
export const KNOWN: usize = 38400;
/** What tallied lines remembered last, and how many before it: two numbers, its length and how many, then its bytes. */
export const TALLY: usize = 38912;
/** What was found in the line that was last given back, and how many were passed over. */
export const FOUND: usize = 39424;
/** One frame of sixteen bytes for each open object or array. */
export const STACK: usize = 40960;
export const STACK_END: usize = STACK + 16 * 1024;
/** The parts of the line that are asked for: where each begins and ends, four bytes each. */
export const PARTS: usize = 57344;
export const PARTS_END: usize = PARTS + 8 * 1024;
/** The marks of one window of bytes, four bytes each; at most one for every byte, and one block more. */
export const MARKS: usize = 65536;
export const WINDOW: usize = 32768;
/** A line reduced to the parts that are asked for. */
export const REDUCED: usize = 200704;
export const REDUCED_END: usize = REDUCED + 61440;
/** The bytes of the log. The host leaves room behind them, because blocks are read whole. */
export const BYTES: usize = 262144;
