import { isObject, type JsonObject } from "../../../lib/json/json.ts";
import { readKeptText, memberOf, isPresent } from "../../../logs/record/fields.ts";

/** What records of their own say of those that come after them: where the agent works, how, and with which model. */
export type SettingsState = {
  readonly cwd: string | null;
  readonly gitBranch: string | null;
  /** The approval policy. */
  readonly permissionMode: string | null;
  /** Whether it is the person who is asked for approval: nobody is, or a model is, where it is said so. */
  readonly asksPerson: boolean;
  readonly model: string | null;
};

const NOTHING_SAID: SettingsState = {
  cwd: null,
  gitBranch: null,
  permissionMode: null,
  asksPerson: true,
  model: null,
};

/** The settings in force in a thread, by its head and its `turn_context` records. */
export class Settings {
  #now: SettingsState;

  constructor(now: SettingsState | undefined) {
    this.#now = now ?? NOTHING_SAID;
  }

  state(): SettingsState {
    return this.#now;
  }

  head(head: JsonObject): void {
    const { cwd, gitBranch } = this.#now;
    this.#now = {
      ...this.#now,
      cwd: readKeptText(head["cwd"]) ?? cwd,
      gitBranch: readKeptText(memberOf(head["git"], "branch")) ?? gitBranch,
    };
  }

  turnContext(context: JsonObject): void {
    const { cwd, permissionMode, model } = this.#now;
    const mode = policyOf(context["approval_policy"]) ?? permissionMode;
    const reviewer = context["approvals_reviewer"];
    this.#now = {
      ...this.#now,
      cwd: readKeptText(context["cwd"]) ?? cwd,
      permissionMode: mode,
      asksPerson: mode !== "never" && (!isPresent(reviewer) || reviewer === "user"),
      model: readKeptText(context["model"]) ?? model,
    };
  }
}

/** A word, or an object with the word as its key (`{"granular":{...}}`). */
function policyOf(value: unknown): string | undefined {
  return readKeptText(isObject(value) ? Object.keys(value)[0] : value);
}
