import type { Area } from "../mutation.ts";

const importing = "src/store/import/import.ts";
const replace = "src/store/import/replace.ts";
const removal = "src/store/import/removal.ts";
const rules = "src/store/import/session-rules.ts";
const whole = "src/store/import/whole-input.ts";
const correctable = "src/store/import/correctable.ts";
const copies = "src/store/reading/copies.ts";
const once = "src/store/reading/each-once.ts";
const deliveries = "src/store/registers/deliveries.ts";
const people = "src/store/registers/people.ts";
const pushes = "src/store/registers/pushes.ts";
const statements = "src/store/registers/statements.ts";
const insert = "src/store/rows/insert.ts";
const already = "src/store/rows/stored-already.ts";

/** What the store takes, and what it takes in the place of what it had. */
export const imports: Area = {
  name: "imports and replacing imports",
  tests: ["test/store/import/replace.test.ts", "test/store/import/import.test.ts"],
  // The same tests run on PostgreSQL, where they take longer.
  named: "SQLite",
  mutations: [
    {
      file: replace,
      from: "const whole = await wholeInput(kept, interruptible);",
      to: "await wholeInput(kept, interruptible);\n    const whole = { sessions: [], complete: [], rulesOf: () => undefined };",
    },
    { file: replace, from: 'is("agent", agent), is("machine_id", machineId)', to: 'is("agent", agent)' },
    { file: replace, from: "await noteCorrections(within, whole, { told, removal });", to: "" },
    {
      file: replace,
      from: "db.transaction().execute(async (transaction) => {\n        const within = store.connection.within(transaction);",
      to: "Promise.resolve(db).then(async () => {\n        const within = store.connection;",
    },
    {
      file: removal,
      from: "await connection.rows(`delete from event_rows where ${where}`, given);",
      to: "await connection.rows(`delete from event_rows where ${where} and 1 = 0`, given);",
    },
    {
      file: removal,
      from: "where r.at = event_foreign_ids.at and r.mark = event_foreign_ids.mark and ${where})",
      to: "where r.at = event_foreign_ids.at and r.mark = event_foreign_ids.mark + 1 and ${where})",
    },
    { file: removal, from: "return types.length === 0\n", to: "return types.length >= 0\n" },
    { file: removal, from: "const isTold = of.threads.has(name as string | null)", to: "const isTold = true" },
    { file: removal, from: '? ["sub_agent is null"] : []', to: "? [] : []" },
    { file: removal, from: "  if (left.size > 0)\n", to: "  if (left.size < 0)\n" },
    { file: removal, from: 'await connection.rows("delete from event_foreign_ids where id = ?", [id]);', to: "" },
    { file: removal, from: "remaining: new Set([...keeping, ...sessions])", to: "remaining: keeping" },
    { file: replace, from: "[...removal.keeping]", to: "[...removal.remaining]" },
    { file: whole, from: 'if (subAgent === null || type !== "agent_usage") session', to: "session" },
    { file: whole, from: "    threads: new Set([...told.threads, ...before.threads]),\n", to: "" },
    { file: replace, from: "if (!remaining.has(id)) await", to: "await" },
    { file: replace, from: "if (isKept(agent, machineId)) continue;", to: "" },
    { file: replace, from: ' && (session.machineId ?? "") === machineId', to: "" },
    {
      file: whole,
      from: "return JSON.stringify([sessionId, agent, machineId]);",
      to: "return JSON.stringify([sessionId, agent]);",
    },
    { file: whole, from: "filter((type) => before.unasked.has(type))", to: "filter(() => true)" },
    { file: whole, from: "rules: areKnown ? Math.min(told.rules, before.rules) : undefined,", to: "" },
    { file: removal, from: "count += Number(events);", to: "count = Math.max(count, 1);" },
    { file: whole, from: "if (this.#lines > 0 || this.#marks === 0) throw", to: "if (this.#marks === 0) throw" },
    {
      file: whole,
      from: 'events === this.#lines && digest === this.#hash.digest("hex")',
      to: "events === this.#lines",
    },
    { file: whole, from: "    if (isBlank(line)) return;\n", to: "" },
    { file: whole, from: "    this.#part.clear();\n", to: "" },
    { file: whole, from: "if (partial.length > 0)\n", to: "if (partial.length > 1)\n" },
    {
      file: rules,
      from: "const sql = of === undefined ? UNKNOWN : isNew ? FIRST : OLDER;",
      to: "const sql = of === undefined ? UNKNOWN : FIRST;",
    },
    { file: rules, from: "rules > ?", to: "rules < ?" },
    { file: correctable, from: "Number(corrected) >= now && Number(wasKnown) === 1", to: "Number(corrected) >= now" },
    { file: correctable, from: "Number(read) >= now", to: "Number(read) > now" },
    { file: importing, from: "tally.duplicates + duplicates,", to: "tally.duplicates," },
    { file: importing, from: "lines[at] ?? 0", to: "at" },
    { file: insert, from: "if (!first.has(parts.id)) first.set", to: "first.set" },
    { file: insert, from: "const knownTo = await lastSession(connection);\n", to: "const knownTo = 0;\n" },
    { file: already, from: "...(await mayBeListed(connection, dated))", to: "" },
    { file: already, from: ".flatMap(atTimesInId);", to: ".flatMap(() => []);" },
    { file: already, from: "({ parts, at, mark: nextMark(mark) }));", to: "({ parts, at, mark })).slice(1);" },
  ],
};

/** Which copy of an event counts that several machines gave. */
export const copied: Area = {
  name: "one log on several machines",
  tests: ["test/store/reading/copies.test.ts"],
  mutations: [
    { file: once, from: "isBefore(row, known, copies)", to: "row.seq < known.seq" },
    { file: once, from: "known === undefined ||", to: "" },
    { file: once, from: "const name = `${source}\\n${type}\\n${bareKey(row)}`", to: "const name = row.mark" },
    { file: copies, from: "if (owner !== otherOwner) return owner < otherOwner;", to: "" },
    {
      file: copies,
      from: "return rules === otherRules ? one < other : rules > otherRules;",
      to: "return one < other;",
    },
    { file: copies, from: "rules === otherRules ? one < other :", to: "" },
    { file: copies, from: "one < other : rules > otherRules", to: "one < other : rules < otherRules" },
    { file: copies, from: "const UNTOLD = 0;", to: "const UNTOLD = 9;" },
    { file: copies, from: "set(Number(other), Number(otherRules))", to: "set(Number(other), Number(rules))" },
    { file: copies, from: "Math.min(a, b), Math.max(a, b)", to: "a, b" },
    { file: copies, from: "o.id > s.id\n  where exists", to: "o.id > s.id\n  where true or exists" },
    { file: copies, from: "and o.rules > coalesce(s.rules, ${UNTOLD})", to: "and o.id <> s.id" },
    {
      file: copies,
      from: "(not exists (select 1 from ${NEWER}) or exists (",
      to: "(not exists (select 1 from ${NEWER}) and exists (",
    },
    { file: copies, from: "where x.session = s.id and not exists (", to: "where x.session = s.id and exists (" },
    { file: copies, from: " and ${IS_IN_OTHER})))`;", to: ")))`;" },
    {
      file: correctable,
      from: "(await hasSeveralMachines(connection)) ? COUNTS",
      to: '(await hasSeveralMachines(connection)) ? "true"',
    },
  ],
};

/** What the store keeps beside events. */
export const registers: Area = {
  name: "the registers of the store",
  tests: ["test/store/registers/registers.test.ts", "test/store/registers/pushes.test.ts"],
  mutations: [
    {
      file: deliveries,
      from: "if ((await heldAmong(connection, after)).size < new Set(after).size) return false;",
      to: "",
    },
    { file: deliveries, from: "new Set(after).size", to: "after.length" },
    { file: deliveries, from: "if (name === undefined) return true;", to: "if (name === undefined) return false;" },
    { file: importing, from: "if (ended !== undefined && delivery !== undefined)", to: "if (delivery !== undefined)" },
    { file: "src/store/registers/held-deliveries.ts", from: "if (!existsSync(path)) return new Set();", to: "" },
    { file: "src/store/registers/held-deliveries.ts", from: "const rows = hasTable ?", to: "const rows = true ?" },
    {
      file: people,
      from: '.onConflict((conflict) => conflict.column("machine_id").doUpdateSet({ person }))',
      to: '.onConflict((conflict) => conflict.column("machine_id").doNothing())',
    },
    { file: people, from: 'machines === undefined ? all : all.where("machine_id", "in", machines)', to: "all" },
    { file: people, from: 'machine ?? ""', to: 'machine ?? "(none)"' },
    {
      file: statements,
      from: ".onConflict((conflict) => conflict.doNothing())",
      to: '.onConflict((conflict) => conflict.column("id").doUpdateSet(row))',
    },
    {
      file: statements,
      from: '.deleteFrom("event_statements").where("id", "=", id)',
      to: '.deleteFrom("event_statements").where("id", "!=", id)',
    },
    { file: statements, from: '.orderBy("since").orderBy("client")', to: '.orderBy("client").orderBy("since")' },
    {
      file: pushes,
      from: '        .where("place", "=", this.#tracker.place)\n        .where("start_at", ">="',
      to: '        .where("start_at", ">="',
    },
    { file: pushes, from: '.where("start_at", "<", Math', to: '.where("start_at", "<=", Math' },
    { file: pushes, from: 'is_there: eb.ref("excluded.is_there"),', to: "" },
    { file: pushes, from: '          .where("bucket", "=", bucket)\n', to: "" },
  ],
};
