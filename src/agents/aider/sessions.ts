/** A run of Aider, as its chat history tells of it. */
export interface Session {
  /** When it began, in the local time of the machine. */
  readonly local: string;
  /** Whether its command line gives it its one prompt, so that nobody types. */
  readonly automated: boolean;
}

const START = /^# aider chat started at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[ \r]*$/gm;
/** The command line, which Aider prints as it is: words with spaces between them. */
const COMMAND = /^> (?:.*?[\\/])?(?:aider(?:\.exe|-script\.py)?|__main__\.py)(?= |$)(.*)$/m;
const MESSAGE = /(?:^| )(?:--message(?:-file)?|--msg|-m|-f)(?:[ =]|$)/;

/** The runs that a chat history tells of, in their order. */
export function sessionsIn(chat: string): readonly Session[] {
  return [...chat.matchAll(START)].map(({ 0: { length }, 1: day, 2: time, index }) => {
    // What stands before the first prompt, Aider wrote itself.
    const [head = ""] = chat.slice(index + length, index + length + HEAD_CHARACTERS).split(/^(?:#|[^>\s])/m, 1);
    return { local: `${day}T${time}`, automated: MESSAGE.test(COMMAND.exec(head)?.[1] ?? "") };
  });
}

const HEAD_CHARACTERS = 1 << 16;
