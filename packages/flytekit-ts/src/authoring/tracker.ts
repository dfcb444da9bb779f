import { existsSync } from "node:fs";
import { FlyteError, type SourceLocation } from "../errors/index.js";
import { placeOfFrame } from "../errors/stack-frames.js";
import type { EntitySite } from "../interface/detected.js";
import { isPrepared, prepare, siteOf } from "../interface/provider.js";

/** Enough to walk out of a user's factory function to the call that the detector knows. */
const DEPTH = 12;

/**
 * Where an entity was made. Its name and interface belong to two places in the source (the exported binding, the call), which
 * the detector found; this remembers the call's stack and looks them up when somebody first asks. Nothing asks while modules
 * load: a script that awaits its own task would wait for itself.
 */
export class Origin {
	private readonly trace: { readonly stack?: string };
	private found: EntitySite | undefined;
	private placesOnce: readonly SourceLocation[] | undefined;
	/** The factory's own word for it, for messages. */
	private readonly factory: string;

	/** `above`: the function that user code called; its frame and those it calls are left out. */
	constructor(factory: string, above: (...args: never[]) => unknown) {
		this.factory = factory;
		this.trace = capture(above);
		unresolved.add(this);
	}

	/** The place in the user's source, as precise as the stack is. */
	get location(): SourceLocation | undefined {
		return this.found?.location ?? this.places()[0];
	}

	/**
	 * The file that {@link site} is in, where it is on this machine: of an entity that a factory function made, the one that
	 * exports it, not the factory's. Throws AUTHORING_NO_SITE.
	 */
	get file(): string | undefined {
		const { file, line, column } = this.site().location;
		const end = `/${file.replace(/^(\.\.\/)+/, "")}`; // a file outside the root
		const isSite = (frame: SourceLocation) =>
			frame.line === line && frame.column === column && `/${frame.file.replaceAll("\\", "/")}`.endsWith(end);
		return this.places().find((frame) => isSite(frame) && existsSync(frame.file))?.file;
	}

	/** What the detector knows of it. Throws AUTHORING_NO_SITE when no frame of the stack is a call that it found. */
	site(): EntitySite {
		if (this.found === undefined) {
			const site = siteOf(this.places());
			if (site === undefined) throw this.unknown();
			this.found = site;
			unresolved.delete(this);
		}
		return this.found;
	}

	/**
	 * Says what it is, for a resolver that has loaded it from elsewhere than where it was registered from: its name is the
	 * registered one. Its types stay what the detector reads at the new place, where it can; schemas need none.
	 */
	adopt(registered: { readonly module: string; readonly exportName: string }): void {
		const places = this.places();
		const { unregistrable: _, ...site } = siteOf(places) ?? {
			location: places[0] ?? { file: registered.module, line: 1, column: 1 },
			kind: "task" as const,
			problems: [],
		};
		this.found = { ...site, ...registered };
		unresolved.delete(this);
	}

	/** Files that may hold the call. */
	files(): readonly string[] {
		return this.places().map((frame) => frame.file);
	}

	/** User frames of the stack, read once: a graph asks for them each time it is made. */
	private places(): readonly SourceLocation[] {
		this.placesOnce ??= frames(this.trace.stack);
		return this.placesOnce;
	}

	private unknown(): FlyteError {
		const at = this.places()[0];
		const location = at === undefined ? {} : { location: at };
		if (at !== undefined && !isPrepared(at.file)) {
			return new FlyteError("AUTHORING_NOT_READ", `the types of this ${this.factory}() call have not been read yet`, {
				...location,
				wayOut:
					"names and interfaces are known after the first awaited call of any entity; a module that is imported later, inside a body, must be imported at the top of the file instead",
			});
		}
		return new FlyteError(
			"AUTHORING_NO_SITE",
			`this ${this.factory}() call is not found in its source, so its name and types are unknown`,
			{
				...location,
				wayOut:
					"run TypeScript through tsx, vitest or tsflyte; compiled code needs node --enable-source-maps, and to be built anew after a change",
			},
		);
	}
}

const unresolved = new Set<Origin>();

/**
 * Makes sure that whatever has been declared so far can be looked up without waiting: reads the cache, or detects. Called by
 * every entrance that may wait (a call at top level, the commands).
 */
export async function prepareDeclared(): Promise<void> {
	if (unresolved.size === 0) return;
	const files = new Set<string>();
	for (const origin of unresolved) for (const file of origin.files()) files.add(file);
	await prepare([...files]);
}

function capture(above: (...args: never[]) => unknown): { stack?: string } {
	const limit = Error.stackTraceLimit;
	Error.stackTraceLimit = DEPTH;
	const trace: { stack?: string } = {};
	Error.captureStackTrace(trace, above);
	Error.stackTraceLimit = limit;
	return trace;
}

/** User frames of a stack's text, innermost first: files on disk, not in node_modules. */
function frames(stack: string | undefined): SourceLocation[] {
	const places: SourceLocation[] = [];
	for (const line of (stack ?? "").split("\n")) {
		const place = placeOfFrame(line);
		if (place !== undefined && !/[\\/]node_modules[\\/]/.test(place.file)) places.push(place);
	}
	return places;
}
