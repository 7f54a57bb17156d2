/** Where events go. */
export interface Sink {
  /** Takes whole lines; resolves when they are written, so that what waits is bounded. Rejects when they cannot be. */
  write(lines: string | Uint8Array): Promise<void>;
  /** Resolves when every event is out of our hands: only then may positions be stored. */
  flush(): Promise<void>;
}

/** Waits for work, but no longer than until the run is asked to end: then it rejects. */
export type Wait = <Result>(work: Promise<Result>) => Promise<Result>;

/** Takes everything and keeps nothing: a dry run. */
export const nowhere: Sink = {
  write: () => Promise.resolve(),
  flush: () => Promise.resolve(),
};
