import type { Finding } from "../../doctor/finding.ts";
import { amount } from "../../lib/text/amount.ts";
import { printable } from "../../lib/text/printable.ts";
import type { Fixes } from "./run.ts";

const WIDTH = 7;

/** The findings for a person, a line each and what to do about it below, and the sum of it at the end. */
export function doctorText(findings: readonly Finding[], { done, refused }: Fixes): string {
  const lines = [
    ...done.map(({ message }) => row("mended", message)),
    ...refused.map(({ message }) => row("failed", message)),
    ...findings.flatMap(({ state, message, hint }) => [
      row(state, message),
      ...(hint === undefined ? [] : [row("", `-> ${hint}`)]),
    ]),
  ];
  return `${lines.join("")}\n${verdict(findings)}\n`;
}

function row(label: string, text: string): string {
  return `${label.padEnd(WIDTH)}${printable(text)}\n`;
}

function verdict(findings: readonly Finding[]): string {
  const wrong = findings.filter(({ state }) => state === "wrong");
  if (wrong.length === 0) return "nothing is wrong";
  const mendable = wrong.filter(({ fix }) => fix !== undefined).length;
  const told = `${amount(wrong.length, "thing")} ${wrong.length === 1 ? "is" : "are"} wrong`;
  return mendable === 0 ? told : `${told}; 'tt doctor --fix' mends ${mendable} of them`;
}

/** The findings for programs. */
export function doctorJson(dataDir: string, findings: readonly Finding[], { done, refused }: Fixes): object {
  return {
    data_dir: dataDir,
    wrong: findings.filter(({ state }) => state === "wrong").length,
    fixed: done,
    not_fixed: refused,
    findings: findings.map(({ fix, ...finding }) => ({ ...finding, fixable: fix !== undefined })),
  };
}
