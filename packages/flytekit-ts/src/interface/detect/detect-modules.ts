import { resolve } from "node:path";
import { isCallExpression, SyntaxKind } from "typescript-native/unstable/ast";
import type { Detection } from "../cache.js";
import type { DetectedInterface, DetectedModule, EntityKind, EntitySite } from "../detected.js";
import { moduleName, relativeFile } from "../project-root.js";
import { type Binding, FileBindings, insideFunction } from "./bindings.js";
import { bodyOf, callPosition, callsOf, type EntityCall, optionsOf, optionValue } from "./calls.js";
import { type CheckedProgram, type CheckerHost, openChecker } from "./checker.js";
import { CustomTypes } from "./custom-types.js";
import { dependenciesOf } from "./dependencies.js";
import { type Docs, docsOf } from "./docs.js";
import { checkFunction } from "./function-checks.js";
import { readInputs } from "./inputs.js";
import { type EntityType, EntityTypes } from "./known-types.js";
import { findMisuses } from "./misuse.js";
import { checkBinding, subjectOf, unregistrable } from "./naming.js";
import { readOutputs } from "./outputs.js";
import { ProblemSink } from "./refusal.js";
import { needsSurroundings } from "./surroundings.js";
import { withTypeErrors } from "./type-errors.js";
import { TypeReader } from "./type-reader.js";

/**
 * Finds every entity that some source files make, with its name, interface, descriptions and problems, as TypeScript's
 * own checker sees them. Synchronous: the checker is asked over a pipe.
 *
 * @param files paths of source files; relative ones start at `root`
 * @param options `root`: the project's root; `host`: a checker to use again, else one is started and ended
 * @returns one module for each file, in the order given; a file that the program cannot hold gives an empty one
 */
export function detectModules(
	files: readonly string[],
	options: { readonly root: string; readonly host?: CheckerHost },
): readonly DetectedModule[] {
	const root = resolve(options.root);
	const host = options.host ?? openChecker({ root });
	try {
		const found = new Map<string, DetectedModule>();
		for (const program of host.open(files)) {
			for (const module of detectProgram(program)) found.set(resolve(root, module.file), module);
		}
		return files.map((file) => {
			const path = resolve(root, file);
			return found.get(path) ?? emptyModule(root, path);
		});
	} finally {
		if (options.host === undefined) host.close();
	}
}

/**
 * As {@link detectModules}, one result for each program, with what a cache must watch.
 *
 * @param files absolute paths
 */
export function detectForCache(files: readonly string[], options: { readonly root: string }): readonly Detection[] {
	const host = openChecker(options);
	try {
		const startedAt = Date.now();
		const detect = (program: CheckedProgram): Detection => ({
			modules: detectProgram(program).map((module) =>
				withTypeErrors(program, module, resolve(program.root, module.file)),
			),
			dependencies: dependenciesOf(program),
			startedAt,
		});
		// A first look without the declarations of Node and the like is right when nothing speaks of them and nothing is wrong.
		const lean = host.open(files, "none");
		if (!lean.some(needsSurroundings)) {
			const detections = lean.map(detect);
			if (detections.every(isClean)) return detections;
		}
		return host.open(files).map(detect);
	} finally {
		host.close();
	}
}

function isClean(detection: Detection): boolean {
	return detection.modules.every((m) => m.problems.length === 0 && m.sites.every((site) => site.problems.length === 0));
}

/** Detects the entry files of one opened program. */
export function detectProgram(program: CheckedProgram): readonly DetectedModule[] {
	const entities = new EntityTypes(program);
	const reader = new TypeReader(program, new CustomTypes(program));
	return program.files.map((file) => detectFile(program, file, entities, reader));
}

function emptyModule(root: string, file: string): DetectedModule {
	return { file: relativeFile(root, file), module: moduleName(root, file), sites: [], problems: [] };
}

function detectFile(program: CheckedProgram, file: string, entities: EntityTypes, reader: TypeReader): DetectedModule {
	const empty = emptyModule(program.root, file);
	const source = program.sourceFile(file);
	if (source === undefined) return empty;
	const calls = callsOf(source);
	if (calls.length === 0) return empty;
	const types = program.checker.getTypeAtLocation(calls);
	const bindings = new FileBindings(source);
	const sites: EntitySite[] = [];
	calls.forEach((call, i) => {
		const entity = entities.of(types[i]);
		const site = entity && detectSite(program, reader, call, entity, bindings.of(call), empty.module);
		if (site !== undefined) sites.push(site);
	});
	const makesGraphs = sites.some((site) => site.kind === "workflow" || site.kind === "dynamic");
	return { ...empty, sites, problems: makesGraphs ? findMisuses(program, file, entities) : [] };
}

/** Kinds whose interface follows from the entity they are made of, at run time. */
const DERIVED: ReadonlySet<EntityKind> = new Set(["mapTask", "launchPlan", "imperative"]);

function detectSite(
	program: CheckedProgram,
	reader: TypeReader,
	call: EntityCall,
	entity: EntityType,
	binding: Binding,
	module: string,
): EntitySite | undefined {
	const sink = new ProblemSink(program, subjectOf(entity.kind, binding));
	const found = DERIVED.has(entity.kind) ? undefined : readInterface(program, reader, call, entity, sink);
	// What a factory makes has its types where the factory is called: that call is a site of its own.
	if (sink.problems.length > 0 && insideFunction(call) && leavesOpen(program, call, sink)) return undefined;
	checkBinding(binding, sink);
	const exportName = binding.kind === "exported" ? binding.names[0]?.name : undefined;
	const refused = sink.problems.some((p) => p.path !== undefined || SHAPE_CODES.has(p.code));
	const why = unregistrable(program, call, binding, subjectOf(entity.kind, binding));
	return {
		location: program.locationOf(callPosition(call)),
		kind: entity.kind,
		...(exportName === undefined ? {} : { exportName }),
		module,
		...(found === undefined || refused ? {} : { interface: found }),
		problems: sink.problems,
		...(why === undefined ? {} : { unregistrable: why }),
	};
}

/** Whether the types of a call in a factory are not its own: they are type parameters, or it passes a function on. */
function leavesOpen(program: CheckedProgram, call: EntityCall, sink: ProblemSink): boolean {
	if (sink.problems.some((problem) => problem.code === "INTERFACE_OPEN_GENERIC")) return true;
	// A reference has no function either, and writes its types out.
	if (isCallExpression(call) && call.typeArguments !== undefined) return false;
	return bodyOf(program, call) === undefined;
}

/** Refusals of the function's shape: no interface was read then. */
const SHAPE_CODES: ReadonlySet<string> = new Set([
	"INTERFACE_PARAMETER",
	"INTERFACE_OPEN_GENERIC",
	"INTERFACE_THIS",
	"INTERFACE_OVERLOADS",
]);

function readInterface(
	program: CheckedProgram,
	reader: TypeReader,
	call: EntityCall,
	entity: EntityType,
	sink: ProblemSink,
): DetectedInterface | undefined {
	const options = optionsOf(program, call);
	// With schemas in the options the interface is theirs, whatever the function's types look like here.
	if (optionValue(options, "inputs") !== undefined || optionValue(options, "outputs") !== undefined) return undefined;
	const body = bodyOf(program, call);
	if (!checkFunction(program, call, body, sink)) return undefined;
	const pickle = optionValue(options, "pickleUntyped")?.kind === SyntaxKind.TrueKeyword;
	const docs = docsOf(call, body);
	const source = {
		kind: entity.kind,
		call: callPosition(call),
		body,
		explicit: call.typeArguments !== undefined,
		docs,
	};
	const inputs = readInputs(reader, entity.input, source, { sink, pickle });
	// The types of a refused parameter are wrong in the return type as well.
	if (sink.problems.some((problem) => problem.code === "INTERFACE_PARAMETER")) return undefined;
	const { shape, outputs } = readOutputs(reader, entity.output, source, { sink, pickle });
	return { inputs, outputs, outputShape: shape, ...described(docs) };
}

function described(docs: Docs): Pick<DetectedInterface, "shortDescription" | "longDescription"> {
	return {
		...(docs.short === undefined ? {} : { shortDescription: docs.short }),
		...(docs.long === undefined ? {} : { longDescription: docs.long }),
	};
}
