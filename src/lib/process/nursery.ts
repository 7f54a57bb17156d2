import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** The releases of Node whose V8 is known to know the flag: another one would complain about it on stderr. */
const KNOWN = /^24\./;

/**
 * Whether V8 may make its nursery larger as more of what is made stays. That is right for most work; but while very many
 * things are made that all stay, it takes twice their memory for nothing.
 */
export function letNurseryGrow(isAllowed: boolean): void {
  if (isKeptSmall && isAllowed) return;
  if (KNOWN.test(process.versions.node)) setFlagsFromString(`--semi-space-growth-factor=${isAllowed ? 2 : 1}`);
}

/** Large enough for what is made and dropped a page at a time; V8 would take 128 MB. */
const ENOUGH = 32 << 20;

/** Lets the nursery grow until it is large enough: to be called now and then while much is made. */
export function letNurseryGrowEnough(): void {
  const size = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size ?? 0;
  if (size >= ENOUGH) letNurseryGrow(false);
}

let isKeptSmall = false;

/**
 * Keeps the nursery of this process as small as it is, whoever would let it grow. It grows with every burst of work and
 * never becomes smaller again: a process that stays for weeks would have a hundred megabytes of it for nothing.
 */
export function keepNurserySmall(): void {
  letNurseryGrow(false);
  isKeptSmall = true;
}
