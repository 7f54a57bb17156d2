import type { Topic } from "./topic.ts";

export const hoursTopic: Topic = [
  "'tt report' gives three figures. They must not be added: most of the time you and the agents work at once.",
  [
    [
      "human",
      "your time. Each prompt and each decision counts until the next one, in whichever session, and for at most five minutes " +
        "('--attention'). There is one timeline for each person, so that human time never overlaps.",
    ],
    ["agent", "the agents' time, session by session. Two agents that work side by side for an hour give two hours."],
    ["union", "the agents' time, where sessions that run side by side count once."],
  ],
  "How long an agent worked is taken from the best evidence that is stored:",
  [
    ["recorded", "the log says how long the turn took"],
    ["observed", "the times at which tools ended and answers came show it"],
    [
      "estimated",
      "only the uses of tools are known: the gaps between them count up to a limit that depends on the tool",
    ],
  ],
  "What a program sent is nobody's time, unless you ask for it with '--automated'. A report says what it leaves out, how much " +
    "of human time is credited after a last prompt, and how much of agent time is recorded, observed and estimated.",
  "'tt explain' shows for every minute which event it comes from and why it counts. 'tt report --band' shows human time as " +
    "three figures: what is certain, what is likely and what is possible. 'tt projects' gives directories the names of projects " +
    "and clients; 'tt people' says whose the machines are.",
];
