import { claudeCode } from "../../../src/agents/claude-code/index.ts";
import { claudeLines } from "../../../src/log-formats/claude-transcript/decode.ts";
import { wireLine } from "../../support/reference/wire.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { referenceTree } from "./reference.ts";

sourceContract({
  make: claudeCode,
  reference: (directory, evidence = false) =>
    referenceTree([directory], { evidence }).events.map((event) => JSON.parse(wireLine(event)) as object),
  lines: {
    format: claudeLines,
    repeats: true,
    copy: (log) => log.replace(/^projects\/(?:[^/]+(?=\/)|[^/]+(?=\.jsonl$))/, "$&-copy"),
  },
});
