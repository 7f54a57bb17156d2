/**
 * For how long an agent may be at work without a word in its log, in seconds: no model and no tool was seen to be busy for
 * longer (docs/hours.md). What is silent for longer has perhaps been waiting, or was not running at all.
 */
export const LONGEST_SILENCE_S = 600;
