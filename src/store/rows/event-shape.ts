/**
 * A hole in a template: a control character, which JSON never holds raw, and a letter. The view `events` fills them by
 * SQL as `filled` does here.
 */
export const HOLE = "\u0001";

export const HOLES = {
  id: "i",
  timestamp: "t",
  agent: "g",
  session_id: "s",
  machine_id: "m",
  cwd: "c",
  git_branch: "b",
  file: "f",
  agent_id: "a",
  number1: "n",
  number2: "o",
  rest: "r",
} as const;

/** The template of an event that is kept whole. */
export const WHOLE = HOLE + HOLES.rest;

/** Members of few values, which are told with the names of the members. */
const REPEATED = new Set([
  "source",
  "type",
  "action",
  "tool",
  "tool_kind",
  "permission_mode",
  "model",
  "level",
  "service",
  "provider",
]);
/** Longer texts would not be repeated, and PostgreSQL's indexes take no texts of any length. */
export const LONGEST_CONSTANT = 256;
export const LONGEST_TEMPLATE = 1500;

const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries(HOLES).filter(([name]) => !["number1", "number2", "rest"].includes(name)),
);

/** Templates are found member by member, as they grew before: millions of events have some hundreds. */
export class Shape {
  readonly open: string;
  readonly template: string;
  /** How many whole numbers have a column. */
  readonly numbers: number;
  readonly isInRest: boolean;
  readonly #steps = new Map<string, Step>();

  constructor(open: string, numbers: number, isInRest: boolean) {
    this.open = open;
    this.template = `${open}}`;
    this.numbers = numbers;
    this.isInRest = isInRest;
    shapes++;
  }

  step(name: string): Step {
    let step = this.#steps.get(name);
    if (step === undefined) this.#steps.set(name, (step = new Step(name)));
    return step;
  }

  with(name: string, value: string, numbers = 0): Shape {
    return new Shape(`${this.#comma()}${JSON.stringify(name)}:${value}`, this.numbers + numbers, false);
  }

  withRest(): Shape {
    return this.isInRest
      ? new Shape(this.open, this.numbers, true)
      : new Shape(this.#comma() + WHOLE, this.numbers, true);
  }

  #comma(): string {
    return this.open === "{" ? "{" : `${this.open},`;
  }
}

class Step {
  readonly name: string;
  readonly hole: string | undefined;
  readonly isRepeated: boolean;
  named: Shape | undefined;
  number: Shape | undefined;
  rest: Shape | undefined;
  readonly #constants = new Map<string | boolean, Shape>();

  constructor(name: string) {
    this.name = name;
    this.hole = NAMED.get(name);
    this.isRepeated = REPEATED.has(name);
  }

  constant(shape: Shape, value: string | boolean): Shape {
    let next = this.#constants.get(value);
    if (next === undefined) this.#constants.set(value, (next = shape.with(this.name, JSON.stringify(value))));
    return next;
  }
}

/** As many as are kept in mind. */
const MOST_SHAPES = 100_000;
let shapes = 0;
let root = new Shape("{", 0, false);

/** The template of an event without members. */
export function rootShape(): Shape {
  if (shapes > MOST_SHAPES) {
    shapes = 0;
    root = new Shape("{", 0, false);
  }
  return root;
}
