import { FlyteError } from "../errors/index.js";
import type { DetectedInterface, EntitySite } from "../interface/detected.js";
import { toTypedInterface } from "../interface/to-typed-interface.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import { Origin } from "./tracker.js";

/** Name and interface of an entity, read from its source when first asked for. */
export class Identity {
	readonly origin: Origin;
	private readonly factory: string;
	private readonly given: DetectedInterface | undefined;
	private interfaceOnce: TypedInterface | undefined;

	/** `given`: an interface said by schemas, which needs no detection. */
	constructor(factory: string, above: (...args: never[]) => unknown, given?: DetectedInterface) {
		this.origin = new Origin(factory, above);
		this.factory = factory;
		this.given = given;
	}

	/** `module.exportName`; an entity without exported name is named by its place. */
	get name(): string {
		const { module, exportName, location } = this.origin.site();
		return `${module}.${exportName ?? `${this.factory}_${location.line}_${location.column}`}`;
	}

	get moduleName(): string {
		return this.origin.site().module;
	}

	get exportName(): string | undefined {
		return this.origin.site().exportName;
	}

	/** What the detector or the schemas say. Throws AUTHORING_DETECTION with the detector's refusals. */
	get detected(): DetectedInterface {
		if (this.given !== undefined) return this.given;
		const site = this.origin.site();
		refuseProblems(site);
		if (site.interface === undefined) {
			throw new FlyteError("AUTHORING_NO_SITE", `the types of this ${this.factory}() call were not detected`, {
				location: site.location,
				wayOut: "give inputs and outputs in the options",
			});
		}
		return site.interface;
	}

	get interface(): TypedInterface {
		this.interfaceOnce ??= toTypedInterface(this.detected);
		return this.interfaceOnce;
	}
}

/** Throws what the detector refused about an entity: the first problem in full, the number of others. */
export function refuseProblems(site: EntitySite): void {
	const [first, ...others] = site.problems;
	if (first === undefined) return;
	const more = others.length === 0 ? "" : ` (and ${others.length} more: run tsflyte check)`;
	throw new FlyteError("AUTHORING_DETECTION", first.message + more, {
		location: first.location,
		frame: first.frame,
		wayOut: first.wayOut,
		...(site.exportName === undefined ? {} : { entity: `${site.module}.${site.exportName}` }),
		...(first.path === undefined ? {} : { path: first.path }),
	});
}
