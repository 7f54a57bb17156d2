import * as z from "zod";
import { USER_ACTIONS } from "../../events/observation.ts";
import { TOOL_KINDS } from "../../events/tool-kind.ts";
import { HUMAN_RULES } from "../../hours/human/human-rules.ts";
import { LOG_STATES } from "../sessions/places.ts";
import { count, time, usage } from "./values.ts";

export const Sessions = z.object({
  parameters: z.object({
    since: time.optional(),
    until: time.optional(),
    time_zone: z.string(),
    human_rule: z.enum(HUMAN_RULES),
  }),
  sessions: z.array(
    z.object({
      session: z.string(),
      agent: z.string(),
      projects: z.array(z.string()),
      git_branches: z.array(z.string()),
      directories: z.array(z.string()),
      machine_id: z.string().optional(),
      person: z.string().optional(),
      start: time,
      end: time,
      human_s: count,
      agent_s: count,
      prompts: count,
      automated_prompts: count,
      tool_uses: count,
      usage,
      log: z.string().optional(),
      log_state: z.enum(LOG_STATES),
    }),
  ),
});

const text = z.string().optional();

const step = z.object({
  time,
  what: z.string(),
  agent_id: text,
  tool: text,
  tool_kind: z.enum(TOOL_KINDS).optional(),
  file: text,
  ok: z.boolean().optional(),
  duration_ms: count.optional(),
  duration_from: z.enum(["log", "times"]).optional(),
  length: count.optional(),
  model: text,
  action: z.enum(USER_ACTIONS).optional(),
  automated: z.literal(true).optional(),
  text,
});

export const Show = z.object({
  session: z.string(),
  agent: z.string(),
  project: text,
  cwd: text,
  git_branch: text,
  machine_ids: z.array(z.string()).optional(),
  start: time,
  end: time,
  from: z.enum(["logs", "store"]),
  logs: z.array(z.string()),
  notes: z.array(z.string()),
  prompts: count,
  automated_prompts: count,
  actions: count,
  tool_uses: count,
  failed_tool_uses: count,
  messages: count,
  turn_ms: count.optional(),
  usage,
  exchanges: z.array(
    z.object({
      prompt: z
        .object({
          time,
          length: count.optional(),
          has_image: z.boolean(),
          automated: z.literal(true).optional(),
          permission_mode: text,
          text,
        })
        .optional(),
      end: time,
      usage,
      steps: z.array(step),
    }),
  ),
  redactions: z
    .object({
      rules: z.array(z.object({ name: z.string(), times: count })),
      versions: z.array(z.object({ from: z.string(), version: z.string() })),
    })
    .optional(),
});
