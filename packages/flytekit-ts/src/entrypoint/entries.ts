import { FlyteError } from "../errors/index.js";
import { OWN_ENTRIES } from "../interface/code-manifest.js";

/** Namespaces of the package's doors by subpath, as package.json exports them. */
type Entries = Readonly<Record<string, object>>;

/** Sets where packaged code finds this package: here, in the copy that runs it. See {@link OWN_ENTRIES}. */
export function provideEntries(entries: Entries): void {
	const find = async (subpath: string): Promise<object> => {
		const entry = Object.hasOwn(entries, subpath) ? entries[subpath] : undefined;
		if (entry !== undefined) return entry;
		throw new FlyteError("ENTRYPOINT_MODULE", `a container has no ${subpath.replace(/^\./, "flytekit-ts")}`, {
			wayOut: `tasks may import ${Object.keys(entries)
				.map((known) => known.replace(/^\./, "flytekit-ts"))
				.join(" and ")}`,
		});
	};
	Object.defineProperty(globalThis, Symbol.for(OWN_ENTRIES), { value: find, configurable: true });
}
