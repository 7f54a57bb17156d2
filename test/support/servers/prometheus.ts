/** A strict reader of the text form of Prometheus (0.0.4): what it does not take, node_exporter may refuse, too. */

export interface Metric {
  readonly name: string;
  readonly type: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** The samples of a text. Throws where it breaks a rule: order, names, escapes, numbers, equal series. */
export function metricsIn(text: string): readonly Metric[] {
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line has no end");
  const metrics: Metric[] = [];
  const seen = new Set<string>();
  const told = new Set<string>();
  let help: string | undefined;
  let family: { readonly name: string; readonly type: string } | undefined;
  for (const line of text.split("\n").slice(0, -1)) {
    const [, keyword, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (keyword === "HELP") {
      if (!NAME.test(name) || told.has(name)) throw new Error(`told twice, or no name: ${line}`);
      if (/\\(?!\\|n)/.test(rest.replaceAll("\\\\", ""))) throw new Error(`a wrong escape: ${line}`);
      told.add((help = name));
      family = undefined;
    } else if (keyword === "TYPE") {
      if (name !== help || !/^(?:counter|gauge)$/.test(rest)) throw new Error(`a type without its help: ${line}`);
      if (rest === "counter" && !name.endsWith("_total")) throw new Error(`a counter's name ends in _total: ${line}`);
      family = { name, type: rest };
    } else {
      const sample = sampleIn(line);
      if (family === undefined || sample.name !== family.name) throw new Error(`not below its type: ${line}`);
      const series = JSON.stringify([sample.name, [...sample.labels].sort(([a], [b]) => (a < b ? -1 : 1))]);
      if (seen.has(series)) throw new Error(`told twice: ${line}`);
      seen.add(series);
      if (family.type === "counter" && !(sample.value >= 0)) throw new Error(`a counter below zero: ${line}`);
      metrics.push({ ...sample, type: family.type });
    }
  }
  return metrics;
}

function sampleIn(line: string): Omit<Metric, "type"> {
  const [whole = "", name = ""] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)/.exec(line) ?? [];
  if (name === "") throw new Error(`no sample: ${line}`);
  let at = whole.length;
  const labels = new Map<string, string>();
  if (line[at] === "{") {
    for (at++; line[at] !== "}";) {
      const [pair, label = "", value = ""] =
        /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,(?=[a-zA-Z_])|(?=\}))/.exec(line.slice(at)) ?? [];
      if (pair === undefined || labels.has(label)) throw new Error(`labels: ${line}`);
      labels.set(
        label,
        value.replaceAll(/\\(.)/g, (_, mark: string) => (mark === "n" ? "\n" : mark)),
      );
      at += pair.length;
    }
    at++;
  }
  const number = line.slice(at);
  if (!/^ (?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/.test(number)) throw new Error(`no number: ${line}`);
  return { name, labels, value: Number(number) };
}
