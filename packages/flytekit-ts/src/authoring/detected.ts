import { FlyteError } from "../errors/index.js";
import type { EntityDocs } from "../graph/task-template.js";
import type { DetectedInterface, DetectionProblem, EntitySite } from "../interface/detected.js";
import { problemError } from "../interface/problem-error.js";
import { moduleOf } from "../interface/provider.js";
import { detectedFromSchemas, type SchemaDeclaration } from "../interface/schema/index.js";
import { toTypedInterface } from "../interface/to-typed-interface.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import { Origin } from "./tracker.js";

/** Name and interface of an entity, read from its source when first asked for. */
export class Identity {
	readonly origin: Origin;
	private readonly factory: string;
	private readonly schemas: SchemaDeclaration | undefined;
	private detectedOnce: DetectedInterface | undefined;
	private interfaceOnce: TypedInterface | undefined;

	/** `schemas`: they say the interface, which then needs no detection. */
	constructor(factory: string, above: (...args: never[]) => unknown, schemas?: SchemaDeclaration) {
		this.origin = new Origin(factory, above);
		this.factory = factory;
		this.schemas = schemas;
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

	/** Why a container could not find it again, where it has no exported name. */
	get unregistrable(): DetectionProblem | undefined {
		return this.origin.site().unregistrable;
	}

	/**
	 * Throws when the checker saw an output used as a value in this file (`if (p)`, `p === q`), which no proxy can notice: a graph
	 * compiled from it would be wrong without a word. Throws the INTERFACE_PROMISE_AS_VALUE or INTERFACE_AWAITED_AS_VALUE.
	 */
	refuseMisuse(): void {
		for (const file of this.origin.files()) {
			const misuse = moduleOf(file)?.problems.find((problem) => MISUSES.has(problem.code));
			if (misuse !== undefined) throw problemError(misuse, this.name);
		}
	}

	/** What the detector or the schemas say. Throws AUTHORING_DETECTION with the detector's refusals. */
	get detected(): DetectedInterface {
		this.detectedOnce ??= this.schemas === undefined ? this.fromSource() : detectedFromSchemas(this.schemas, this.name);
		return this.detectedOnce;
	}

	private fromSource(): DetectedInterface {
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

	/** The option's text over the JSDoc's; empty for neither, which is what flytekit registers too. */
	docs(given: EntityDocs | undefined): EntityDocs {
		const { shortDescription, longDescription } = this.detected;
		return {
			...(shortDescription === undefined ? {} : { shortDescription }),
			...(longDescription === undefined ? {} : { longDescription }),
			...given,
		};
	}

	get interface(): TypedInterface {
		this.interfaceOnce ??= toTypedInterface(this.detected);
		return this.interfaceOnce;
	}
}

/** What JavaScript cannot trap at run time, so that only the checker sees it. */
const MISUSES = new Set(["INTERFACE_PROMISE_AS_VALUE", "INTERFACE_AWAITED_AS_VALUE"]);

/** Throws what the detector refused about an entity: the first problem in full, the number of others. */
export function refuseProblems(site: EntitySite): void {
	const [first, ...others] = site.problems;
	if (first === undefined) return;
	const more = others.length === 0 ? "" : ` (and ${others.length} more: run tsflyte check)`;
	const entity = site.exportName === undefined ? undefined : `${site.module}.${site.exportName}`;
	throw problemError({ ...first, message: first.message + more }, entity);
}
