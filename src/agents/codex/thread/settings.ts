import { isObject, type JsonObject } from "../../../lib/json.ts";
import { keptTextOf, memberOf, present } from "../../../logs/record/fields.ts";

/** What records of their own say of those that come after them: where the agent works, how, and with which model. */
export type SettingsMemo = {
  readonly cwd: string | null;
  readonly gitBranch: string | null;
  /** The approval policy. */
  readonly permissionMode: string | null;
  /** Whether it is the person who is asked for approval: nobody is, or a model is, where it is said so. */
  readonly asksPerson: boolean;
  readonly model: string | null;
};

const NOTHING_SAID: SettingsMemo = {
  cwd: null,
  gitBranch: null,
  permissionMode: null,
  asksPerson: true,
  model: null,
};

/** The settings in force in a thread, by its head and its `turn_context` records. */
export class Settings {
  #now: SettingsMemo;

  constructor(now: SettingsMemo | undefined) {
    this.#now = now ?? NOTHING_SAID;
  }

  memo(): SettingsMemo {
    return this.#now;
  }

  head(head: JsonObject): void {
    const { cwd, gitBranch } = this.#now;
    this.#now = {
      ...this.#now,
      cwd: keptTextOf(head["cwd"]) ?? cwd,
      gitBranch: keptTextOf(memberOf(head["git"], "branch")) ?? gitBranch,
    };
  }

  turnContext(context: JsonObject): void {
    const { cwd, permissionMode, model } = this.#now;
    const mode = policyOf(context["approval_policy"]) ?? permissionMode;
    const reviewer = context["approvals_reviewer"];
    this.#now = {
      ...this.#now,
      cwd: keptTextOf(context["cwd"]) ?? cwd,
      permissionMode: mode,
      asksPerson: mode !== "never" && (!present(reviewer) || reviewer === "user"),
      model: keptTextOf(context["model"]) ?? model,
    };
  }
}

/** A word, or an object with the word as its key (`{"granular":{...}}`). */
function policyOf(value: unknown): string | undefined {
  return keptTextOf(isObject(value) ? Object.keys(value)[0] : value);
}
