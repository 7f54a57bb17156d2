/** Metrics of one name, as Prometheus has them. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "counter";
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Metrics in the text form of Prometheus (0.0.4). Names without samples are left out, and of samples with equal labels the
 * first stands: a reader refuses a text that has the others.
 */
export function metrics(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const lines = new Map<string, string>();
      for (const { labels = {}, value } of samples) {
        const series = name + labelsText(labels);
        if (!lines.has(series)) lines.set(series, `${series} ${value}\n`);
      }
      return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${[...lines.values()].join("")}`;
    })
    .join("");
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.toWellFormed().replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
