import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { printableJson } from "../lib/text/printable.ts";

/** What the build has made of `src/page/browser`. */
interface Parts {
  readonly script: string;
  readonly style: string;
  /** The style that the library of charts puts into each of them. */
  readonly chartStyle: string;
}

/** They lie beside the program and are read for a page alone. */
function parts(): Parts {
  const read = (name: string) => readFileSync(new URL(`./page/${name}`, import.meta.url), "utf8");
  return { script: read("page.js"), style: read("page.css"), chartStyle: read("chart.css") };
}

/**
 * The page as one file that asks nothing of the network: its policy allows the script and the styles that it holds, by
 * their digests, and nothing else. What comes from logs stands in it as JSON alone.
 */
export function pageHtml(document: object, title: string): string {
  const { script, style, chartStyle } = parts();
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)} ${digest(chartStyle)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript><p>This page is drawn by a script that it holds itself; it has to be allowed to run.</p></noscript>
<script type="application/json" id="document">${withoutTags(printableJson(document))}</script>
<script>${script}</script>
</body>
</html>
`;
}

function digest(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** No text of JSON ends the element that it stands in. */
function withoutTags(json: string): string {
  return json.replaceAll("<", "\\u003c");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
