import type { Area } from "../mutation.ts";

const hosts = "src/commands/sync/hosts-file.ts";
const output = "src/sync/output.ts";
const received = "src/sync/receive.ts";

/** Which hosts are asked for what, and whether what they send is theirs. */
export const syncs: Area = {
  name: "syncs",
  tests: ["test/sync"],
  mutations: [
    { file: output, from: "isSilent ? silent + 1 : 0", to: "silent + 1" },
    { file: output, from: " && stdout.readableLength === 0", to: "" },
    { file: output, from: "if (silent >= TICKS) stdout.destroy();", to: "" },
    { file: hosts, from: "refuseTaken(host, { entries, synced, path });", to: "void refuseTaken;" },
    { file: hosts, from: "if (before?.succeeded !== undefined && before.machine_id === machineId) return;", to: "" },
    { file: hosts, from: "sync.succeeded === undefined ? [] :", to: "false ? [] :" },
    { file: hosts, from: ', ...typesNoted(before?.types ?? "")', to: "" },
    { file: hosts, from: "named ?? new Set(", to: "new Set(" },
    { file: received, from: 'type === USAGE_TYPE ? "" :', to: "" },
    { file: received, from: 'type === USAGE_TYPE ? "" :', to: 'type !== "" ? "" :' },
    { file: received, from: "said === machineId && ", to: "" },
  ],
};
