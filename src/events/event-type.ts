/** The types of events on the wire. */
export const EVENT_TYPES = ["agent_session", "user_message", "user_action", "agent_tool_use", "agent_turn"] as const;
export type EventType = (typeof EVENT_TYPES)[number];
