// Whether a string is an instant as nearly every agent writes it: `YYYY-MM-DDTHH:MM:SS.mmmZ`, and a real one.

/** Two digits at `at`, as a number. */
function two(at: usize): u32 {
  return (<u32>load<u8>(at) - 0x30) * 10 + <u32>load<u8>(at, 1) - 0x30;
}

/** False also for what is real but rare: the 29th of February, and years before 1000. */
export function isInstant(from: usize, to: usize): bool {
  if (to - from != 24) return false;
  // The bytes that are digits, less '0', must have no high nibble and not exceed nine; the others are compared.
  if ((load<u64>(from) & 0xff0000ff00000000) != 0x2d00002d00000000) return false; // yyyy-mm-
  if ((load<u64>(from, 8) & 0x0000ff0000ff0000) != 0x00003a0000540000) return false; // ddThh:mm
  if ((load<u64>(from, 16) & 0xff000000ff0000ff) != 0x5a0000002e00003a) return false; // :ss.mmmZ
  if (!areDigits((load<u64>(from) & 0x00ffff00ffffffff) | 0x3000003000000000)) return false;
  if (!areDigits((load<u64>(from, 8) & 0xffff00ffff00ffff) | 0x0000300000300000)) return false;
  if (!areDigits((load<u64>(from, 16) & 0x00ffffff00ffff00) | 0x3000000030000030)) return false;
  const month = two(from + 5);
  const day = two(from + 8);
  if (load<u8>(from) == 0x30 || month - 1 > 11 || day - 1 > 30) return false;
  if (two(from + 11) > 23 || two(from + 14) > 59 || two(from + 17) > 59) return false;
  return day <= 28 || (month != 2 && (day <= 30 || ((month + (month >> 3)) & 1) == 1));
}

function areDigits(eight: u64): bool {
  const less: u64 = eight - 0x3030303030303030;
  return ((eight | less | (less + 0x7676767676767676)) & 0x8080808080808080) == 0;
}
