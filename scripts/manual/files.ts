import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describedCommands } from "../../src/commands/help/described.ts";
import { TOPICS } from "../../src/commands/topics/index.ts";
import { VERBS } from "../../src/commands/help/verbs.ts";
import { withBlock } from "../docs/block.ts";
import { commandBlock, commandList, topicsPage, type NamedTopic } from "./markdown.ts";
import { manPage } from "./man-page.ts";
import { withBlocks } from "./blocks.ts";

const COMMANDS = "docs/reference/commands.md";
const TOPICS_PAGE = "docs/reference/topics.md";

/** The generated files of the repository with what they should hold. */
export async function manualFiles(repository: string): Promise<Readonly<Record<string, string>>> {
  const commands = await describedCommands(VERBS);
  const topics = await Promise.all(
    Object.entries(TOPICS).map(async ([name, listed]): Promise<NamedTopic> => {
      return { name, summary: listed.summary, topic: await listed.load() };
    }),
  );
  const page = readFileSync(join(repository, COMMANDS), "utf8");
  const blocks = new Map(commands.map((command) => [command.name, commandBlock(command)]));
  return {
    [COMMANDS]: formatted(COMMANDS, withBlock(withBlocks(page, blocks), "commands", commandList(VERBS)), repository),
    [TOPICS_PAGE]: formatted(TOPICS_PAGE, topicsPage(topics), repository),
    "man/tt.1": manPage(commands, topics),
  };
}

/** As the formatter of the repository writes it, so that the two agree. */
function formatted(file: string, text: string, repository: string): string {
  const oxfmt = join(repository, "node_modules/.bin/oxfmt");
  const { status, stdout, stderr } = spawnSync(oxfmt, [`--stdin-filepath=${file}`], {
    cwd: repository,
    input: text,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`oxfmt: ${stderr}`);
  return stdout;
}
