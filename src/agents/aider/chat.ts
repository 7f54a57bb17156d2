/** A run of Aider, as its chat history tells of it. */
export interface RunStart {
  /** When it began, in the local time of the machine. */
  readonly local: string;
  /** Whether somebody types in it: neither its command line nor a file gives it its one prompt. */
  readonly isTyped: boolean;
  /** Its one prompt, as far as it stands in the line of the command, and what may follow it there. */
  readonly message: string | undefined;
}

const START = /^# aider chat started at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[ \r]*$/gm;
/** The command line, which Aider prints as it is: words with spaces between them. */
const COMMAND = /^> (?:.*?[\\/])?(?:aider(?:\.exe|-script\.py)?|__main__\.py)(?= |$)(.*)$/m;
const MESSAGE = /(?:^| )(?:--message|--msg|-m)(?:[ =](.*)|$)/;
const MESSAGE_FILE = /(?:^| )(?:--message-file|-f)(?:[ =]|$)/;

/** The runs that a chat history tells of, in their order. */
export function runsIn(chat: string): readonly RunStart[] {
  return [...chat.matchAll(START)].map(({ 0: { length }, 1: day, 2: time, index }) => {
    // What stands before the first prompt, Aider wrote itself.
    const [head = ""] = chat.slice(index + length, index + length + HEAD_CHARACTERS).split(/^(?:#|[^>\s])/m, 1);
    const options = COMMAND.exec(head)?.[1] ?? "";
    const given = MESSAGE.exec(options);
    const message = given === null ? undefined : (given[1] ?? "");
    return { local: `${day}T${time}`, isTyped: given === null && !MESSAGE_FILE.test(options), message };
  });
}

const HEAD_CHARACTERS = 1 << 16;
