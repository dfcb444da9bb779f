import type { CallSpec } from "../../attempt/apart/apart.js";
import type { TaskEntity } from "../../graph/entities.js";

/** How one call is cached. */
export interface CallCaching {
	readonly version: string;
	readonly ignoreInputs: readonly string[];
}

/**
 * How a call is cached: as its task says, unless its node says otherwise. Undefined: not at all. Throws AUTHORING_CACHE where a
 * version that follows the code cannot be worked out.
 */
export function cachingOf(task: TaskEntity, spec: CallSpec | undefined): CallCaching | undefined {
	const own = task.metadata.cache;
	const { cacheable, cacheVersion } = spec?.metadata ?? {};
	if (!(cacheable ?? own !== undefined)) return undefined;
	const version = cacheVersion ?? own?.version;
	// without a version nobody could ever say that an old result does not count any more
	if (version === undefined || version === "") return undefined;
	return { version, ignoreInputs: own?.ignoreInputs ?? [] };
}
