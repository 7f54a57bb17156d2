/** What `npm audit --json` says of some packages. */

export interface Bom {
  readonly components: readonly { readonly name: string; readonly version: string }[];
}

export type AuditReport =
  | { readonly state: "no answer"; readonly why: string }
  | { readonly state: "answered"; readonly advisories: readonly string[] };

interface Answer {
  readonly message?: string;
  readonly error?: { readonly summary?: string };
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      {
        readonly severity: string;
        readonly range: string;
        readonly via: readonly (string | { readonly title: string; readonly url: string })[];
      }
    >
  >;
}

/** The advisories on what is bundled; of what is installed for development alone none is told. */
export function auditReport(output: string, { components }: Bom): AuditReport {
  let answer: Answer;
  try {
    answer = JSON.parse(output) as Answer;
  } catch {
    return { state: "no answer", why: "npm audit printed no JSON" };
  }
  if (answer.vulnerabilities === undefined) {
    const why = answer.message ?? answer.error?.summary ?? "npm audit told nothing";
    return { state: "no answer", why: why.replace(/ - [A-Z]+ https?:.*$/, "") };
  }
  const advisories = components.flatMap(({ name, version }) => {
    const found = answer.vulnerabilities?.[name];
    return (found?.via ?? []).flatMap((via) =>
      typeof via === "string" ? [] : [`${name} ${version} (${found?.severity}): ${via.title}, ${via.url}`],
    );
  });
  return { state: "answered", advisories };
}
