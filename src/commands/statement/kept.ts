import { EXIT, Failure, usage } from "../../failure.ts";
import { amountsOf, narrowingOf, Statement } from "../../hours/statement/statement.ts";
import { onlyLines } from "../../hours/views/parameters.ts";
import { parseObject } from "../../lib/json/json.ts";
import { clockText } from "../../lib/text/duration.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import { openStore, openStoreToWrite } from "../../store/open.ts";
import { dropStatement, keepStatement, statementsOf } from "../../store/registers/statements.ts";
import type { StatementRow } from "../../store/schema/schema.ts";
import type { StoreRequest } from "../options/store.ts";
import { print } from "../process/print.ts";
import { refuseMissing } from "../stored/events.ts";

/** Lists the statements that a store keeps. */
export async function listStatements(store: StoreRequest, json: boolean): Promise<void> {
  const rows = await keptIn(store);
  if (json) {
    const statements = rows.map(({ body, ...row }) => ({ ...row, ...statementIn({ body, ...row }) }));
    return print(`${printableJson({ statements })}\n`);
  }
  if (rows.length === 0) return print("no statement is kept: 'tt statement CLIENT PERIOD' makes one\n");
  const lines = rows.map((row) => {
    const statement = statementIn(row);
    const { human_s: human, amounts } = statement.total;
    const only = onlyLines({ asked: narrowingOf(statement) });
    return [row.id, printable(row.client), row.since, row.until, clockText(human), amountsOf(amounts), ...only]
      .join("  ")
      .trimEnd();
  });
  await print(`${lines.join("\n")}\n`);
}

/** Forgets a statement. Fails where none of that name is kept. */
export async function forgetStatement(request: StoreRequest, id: string): Promise<void> {
  refuseMissing(request);
  const store = await openStoreToWrite(request);
  try {
    if (!(await dropStatement(store, id)))
      throw usage(`no statement '${id}' is kept`, "'tt statement --list' lists them");
  } finally {
    await store.close();
  }
}

/** The statements that a store keeps. */
export async function keptIn(request: StoreRequest): Promise<readonly StatementRow[]> {
  const store = await openStore(request);
  if (store === undefined) {
    refuseMissing(request);
    return [];
  }
  try {
    return await statementsOf(store);
  } finally {
    await store.close();
  }
}

/** What a kept statement says. Fails where it is damaged. */
export function statementIn(row: StatementRow): Statement {
  const statement = readableIn(row);
  if (statement !== undefined) return statement;
  throw new Failure(EXIT.output, `the statement '${row.id}' in the store is damaged`, {
    hint: `'tt statement --drop ${row.id}' forgets it`,
  });
}

/** The same; `undefined` where it is damaged. */
export function readableIn({ body }: StatementRow): Statement | undefined {
  return Statement.safeParse(parseObject(body)).data;
}

/** Keeps a statement; not if somebody else has kept one of that id meanwhile. */
export async function keep(request: StoreRequest, row: StatementRow): Promise<boolean> {
  const store = await openStoreToWrite(request);
  try {
    return await keepStatement(store, row);
  } finally {
    await store.close();
  }
}
