// Where everything lies in the module's memory. The host reads these numbers from the module. The bytes of the log come
// last, so that the memory can grow for a long line without moving anything else.

/** What the host asks: places, keys and words. Written once, before the first line. */
export const PLACES: usize = 1024;
/** Which answers make a line irrelevant. Written before a log. */
export const RULES: usize = 12288;
/** The string the host has told us to know: its length, then its bytes. */
export const KNOWN: usize = 12800;
/** What was found in the line that was last given back, and how many were passed over. */
export const FOUND: usize = 13312;
/** One frame of eight bytes for each open object or array. */
export const STACK: usize = 16384;
export const STACK_END: usize = STACK + 8 * 1024;
/** The parts of the line that are asked for: where each begins and ends, four bytes each. */
export const PARTS: usize = 24576;
export const PARTS_END: usize = PARTS + 8 * 1024;
/** The marks of one window of bytes, four bytes each; at most one for every byte, and one block more. */
export const MARKS: usize = 32768;
export const WINDOW: usize = 32768;
/** A line reduced to the parts that are asked for. */
export const REDUCED: usize = 167936;
export const REDUCED_END: usize = REDUCED + 61440;
/** The bytes of the log. The host leaves room behind them, because blocks are read whole. */
export const BYTES: usize = 229376;
