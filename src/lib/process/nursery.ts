import { setFlagsFromString } from "node:v8";

/** The releases of Node whose V8 is known to know the flag: another one would complain about it on stderr. */
const KNOWN = /^24\./;

/**
 * Whether V8 may make its nursery larger as more of what is made stays. That is right for most work; but while very many
 * things are made that all stay, it takes twice their memory for nothing.
 */
export function letNurseryGrow(isAllowed: boolean): void {
  if (KNOWN.test(process.versions.node)) setFlagsFromString(`--semi-space-growth-factor=${isAllowed ? 2 : 1}`);
}
