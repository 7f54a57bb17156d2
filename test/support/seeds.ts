import fc from "fast-check";

/**
 * The same random cases at every run of the gate, so that it never fails by chance. `FC_SEED` asks for others; `TT_SEEDS`
 * and `TT_HISTORIES` for more of what is counted by seeds and by histories.
 */
fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 1) });
