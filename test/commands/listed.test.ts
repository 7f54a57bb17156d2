import { expect, it } from "vitest";
import { inList, listed, namesIn } from "../../src/commands/options/listed.ts";

it("a list has its words without the spaces around them, and a comma in a word by a backslash", () => {
  expect(listed("codex, opencode ,,")).toEqual(["codex", "opencode"]);
  expect(listed("b", ["a"])).toEqual(["a", "b"]);
  expect(listed(inList("Smith, Jones & Co"))).toEqual(["Smith, Jones & Co"]);
});

it("as many words as are a known name together are that name", () => {
  const known =
    (...names: readonly string[]) =>
    (name: string) =>
      names.includes(name);
  const firm = "Smith, Jones & Co";
  expect(namesIn([firm], known(firm))).toEqual([firm]);
  expect(namesIn([`Acme, ${firm},Globex`, "Acme"], known(firm, "Acme"))).toEqual(["Acme", firm, "Globex", "Acme"]);
  expect(namesIn(["a,b,c"], known("a,b", "a,b,c", "a"))).toEqual(["a,b,c"]);
  expect(namesIn(["a\\,b,c"], known("a"))).toEqual(["a,b", "c"]);
  expect(namesIn([firm], known("Smith"))).toEqual(["Smith", "Jones & Co"]);
});
