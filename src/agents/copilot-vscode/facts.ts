import { userDirectories } from "../../log-formats/vscode/user-directories.ts";
import type { AgentFacts } from "../../logs/facts.ts";

export const facts = {
  agent: "copilot-vscode",
  title: "Copilot Chat in VS Code",
  note: "and any other agent in the chat of VS Code and its forks",
  option: {
    meaning: "`User` directory of VS Code or a fork; the chats in its workspaceStorage/ and globalStorage/ are read",
  },
  roots: userDirectories,
  logs: "`workspaceStorage/*/chatSessions/`, `globalStorage/emptyWindowChatSessions/`",
  places: ["workspaceStorage", "globalStorage"],
  tested: "its source, to autumn of 2026; no real chat was at hand",
  notCovered:
    "times, files and results of tool uses (a use has the time of its request); branches; decisions on tools; interruptions",
  keys: {
    toolUse: "the request's `requestId`, `.` and the id of the call",
    person: "the request's `requestId`",
  },
  evidence: ["agent_message"],
  tools: {
    run_in_terminal: "shell",
    get_terminal_output: "shell",
    send_to_terminal: "shell",
    kill_terminal: "shell",
    run_task: "shell",
    create_and_run_task: "shell",
    copilot_createAndRunTask: "shell",
    copilot_createFile: "file_write",
    create_file: "file_write",
    copilot_replaceString: "file_edit",
    copilot_multiReplaceString: "file_edit",
    copilot_listDirectory: "search",
    copilot_findFiles: "search",
    copilot_findTextInFiles: "search",
    copilot_findTestFiles: "search",
    copilot_listCodeUsages: "search",
    copilot_readProjectStructure: "search",
    copilot_githubRepo: "web",
    copilot_openSimpleBrowser: "web",
    vscode_searchExtensions_internal: "other",
  },
} as const satisfies AgentFacts;
