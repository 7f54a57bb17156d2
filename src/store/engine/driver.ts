/** Loads what speaks with PostgreSQL: most runs need none of it. */
export const loadDriver = async () => (await import("pg")).default;
