import { join } from "node:path";
import * as z from "zod";
import { nameOfTypes, TYPE_GROUPS, typesNoted, type EventType } from "../../events/event-type.ts";
import { isMachineId } from "../../events/machine-id.ts";
import { failedWith, reason, usage } from "../../failure.ts";
import { readText } from "../../lib/files/read-text.ts";
import { isHostName, machineIdFrom, type Host } from "../../sync/host.ts";
import { readLastSync, type HostSync } from "../../sync/last-sync.ts";

/** The file in the data directory in which hosts have names, and what is special about them. */
export const HOSTS = "hosts.json";

const Entry = z.strictObject({
  machine_id: z.string().refine(isMachineId, "1 to 64 of A-Z a-z 0-9 . _ -").optional(),
  tt: z.string().min(1).optional(),
  data_dir: z.string().min(1).optional(),
});
const HostsFile = z.strictObject({ hosts: z.record(z.string(), Entry) });
type Entries = z.infer<typeof HostsFile>["hosts"];

export interface AskedHosts {
  /** As they stand on the command line; all of the file, if there are none. */
  readonly names: readonly string[];
  readonly dataDir: string;
  /** The program on hosts of which the file says nothing. */
  readonly tt: string | undefined;
  /** The types of events that are named; without, those that are good for hours, and all that a host gave before. */
  readonly types: ReadonlySet<EventType> | undefined;
  /** The name of this machine, which no other one can have. */
  readonly ownMachineId: string | undefined;
}

/** The hosts that are asked for. Fails, before anything is started, where one could not be asked or told from another. */
export function hostsOf({ names, dataDir, tt, types, ownMachineId }: AskedHosts): readonly Host[] {
  const path = join(dataDir, HOSTS);
  const entries = entriesOf(path);
  const asked = names.length > 0 ? [...new Set(names)] : Object.keys(entries);
  if (asked.length === 0)
    throw usage("no host is named", `'tt sync HOST', or list hosts in \`${path}\`: {"hosts":{"HOST":{}}}`);
  const synced = readLastSync(dataDir);
  const hosts = asked.map((name): Host => {
    if (!isHostName(name))
      throw usage(`not the name of a host: '${name}'`, "as ssh takes it, such as devbox or ana@devbox.example");
    const entry = entryOf(entries, name);
    const machineId = entry?.machine_id ?? machineIdFrom(name);
    if (machineId === undefined)
      throw usage(
        `no machine can be called as the host '${name}' is`,
        `name it in \`${path}\`: {"hosts":{"${name}":{"machine_id":"NAME"}}}`,
      );
    return {
      name,
      machineId,
      tt: tt ?? entry?.tt ?? "tt",
      dataDir: entry?.data_dir,
      types: typesFor(types, synced.get(name)),
    };
  });
  refuseTwins(hosts, ownMachineId, path);
  for (const host of hosts)
    if (entryOf(entries, host.name)?.machine_id === undefined) refuseTaken(host, { entries, synced, path });
  return hosts;
}

/** As for an export into our own store: what was asked for once goes on. */
function typesFor(named: ReadonlySet<EventType> | undefined, before: HostSync | undefined): string {
  return nameOfTypes(named ?? new Set([...TYPE_GROUPS.evidence, ...typesNoted(before?.types ?? "")]));
}

function entryOf(entries: Entries, name: string): Entries[string] | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

/** Two machines of one name could not be told apart, for ever. */
function refuseTwins(hosts: readonly Host[], ownMachineId: string | undefined, path: string): void {
  const seen = new Map<string, string>();
  for (const { name, machineId } of hosts) {
    const other = seen.get(machineId);
    if (other !== undefined || machineId === ownMachineId)
      throw usage(
        `'${name}' would have the machine ID '${machineId}', as ${other === undefined ? "this machine has" : `'${other}' has`}`,
        `give it one of its own in \`${path}\`: {"hosts":{"${name}":{"machine_id":"NAME"}}}`,
      );
    seen.set(machineId, name);
  }
}

interface KnownHosts {
  readonly entries: Entries;
  readonly synced: ReadonlyMap<string, HostSync>;
  readonly path: string;
}

/**
 * Two accounts of one machine are called alike, and so are two names of one account: who gives a host its machine ID says
 * which it is. A host that brought events under the ID before goes on: its events have it.
 */
function refuseTaken({ name, machineId }: Host, { entries, synced, path }: KnownHosts): void {
  const before = synced.get(name);
  if (before?.succeeded !== undefined && before.machine_id === machineId) return;
  const known = [
    ...Object.entries(entries).map(([other, entry]) => [other, entry.machine_id ?? machineIdFrom(other)] as const),
    ...[...synced].flatMap(([other, sync]) =>
      sync.succeeded === undefined ? [] : [[other, sync.machine_id] as const],
    ),
  ];
  const [taken] = known.find(([other, id]) => other !== name && id === machineId) ?? [];
  if (taken === undefined) return;
  throw usage(
    `'${name}' would have the machine ID '${machineId}', as '${taken}' has`,
    `give it one of its own in \`${path}\`: {"hosts":{"${name}":{"machine_id":"NAME"}}}; ` +
      `where both names lead to one account, '${machineId}' is right there`,
  );
}

function entriesOf(path: string): Entries {
  let value: unknown;
  try {
    value = JSON.parse(readText(path));
  } catch (error) {
    if (failedWith(error, "ENOENT")) return {};
    throw unusable(path, reason(error));
  }
  const { data, error } = HostsFile.safeParse(value);
  if (error !== undefined) {
    const [issue] = error.issues;
    throw unusable(path, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "another form"}`);
  }
  const wrong = Object.keys(data.hosts).find((name) => !isHostName(name));
  if (wrong !== undefined) throw unusable(path, `not the name of a host: '${wrong}'`);
  return data.hosts;
}

function unusable(path: string, why: string) {
  return usage(
    `the list of hosts cannot be understood: \`${path}\` (${why})`,
    `such as {"hosts":{"ana@devbox":{"machine_id":"devbox","tt":"/opt/tt/bin/tt","data_dir":".time-tracker/laptop"}}}`,
  );
}
