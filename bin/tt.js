#!/usr/bin/env node
// Plain syntax on purpose: an older Node must be able to read this far and say what is wrong.
var required = [24, 11];
var running = process.versions.node.split(".").map(Number);
if (running[0] < required[0] || (running[0] === required[0] && running[1] < required[1])) {
  process.stderr.write(
    "tt: Node " + required.join(".") + " or newer is needed, this is " + process.versions.node + "\n",
  );
  process.exitCode = 2;
} else {
  void import("../dist/cli.cjs").then(function (cli) {
    return cli.main(process.argv.slice(2));
  });
}
