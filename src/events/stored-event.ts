/** An event as it was imported: any version's, any program's, whole, with whatever fields it had. */
export interface StoredEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly type: string;
  readonly agent?: string;
  readonly session_id?: string;
  readonly cwd?: string;
  readonly git_branch?: string;
  readonly machine_id?: string;
  readonly [field: string]: unknown;
}
