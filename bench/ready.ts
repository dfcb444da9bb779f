import { expectEqual } from "./measure.js";
import { t1 } from "./programs.js";

/**
 * Loads what the first call loads (the engine, the interfaces from the cache). flytekit has done both by the end of its
 * imports, which its benches leave out; one call of one task warms nothing else.
 */
export async function ready(): Promise<void> {
	expectEqual("one call", await t1({ a: 1 }), 2);
}
