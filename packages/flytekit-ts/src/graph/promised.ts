import { inspect } from "node:util";
import { FlyteError, type SourceLocation } from "../errors/index.js";
import { placeOf, userFrames } from "../errors/stack-frames.js";
import { attributeType, describeType, type NativeType } from "../types/index.js";
import type { AttributePath, PromiseBinding } from "./binding.js";
import { START_NODE } from "./binding.js";
import { isHandleMethod } from "./handle-methods.js";
import type { NodeDraft } from "./node-draft.js";

const OUTPUT = Symbol.for("flytekit-ts.promised");
/** The whole of an output. */
export const NO_PATH: AttributePath = [];

/**
 * One output of a node, or a part of it: what stands behind a promised value, and itself the binding that refers to it.
 * It asks its node for the id, so that a call renamed later is still the one that is meant.
 */
export class NodeOutput implements PromiseBinding {
	// declared, not defined: a definition would write each field twice, in every one of a hundred thousand
	declare readonly kind: "promise";
	/** Undefined for an input of the enclosing workflow. */
	declare readonly source: NodeDraft | undefined;
	declare readonly var: string;
	declare readonly path: AttributePath;
	declare readonly type: NativeType;
	/** The graph it belongs to: using it in another is refused. */
	declare readonly scope: object;

	constructor(
		scope: object,
		source: NodeDraft | undefined,
		variable: string,
		type: NativeType,
		path: AttributePath = NO_PATH,
	) {
		this.kind = "promise";
		this.scope = scope;
		this.source = source;
		this.var = variable;
		this.path = path;
		this.type = type;
	}

	get node(): string {
		return this.source === undefined ? START_NODE : this.source.id;
	}

	/** The output one step further in. Throws GRAPH_NO_ATTRIBUTE when the type has no such part. */
	at(step: string | number): NodeOutput {
		const type = attributeType(this.type, step);
		if (type === undefined) throw noSuchPart(this, step);
		const part = new NodeOutput(this.scope, this.source, this.var, type, [...this.path, step]);
		if ((this.type.kind !== "list" && this.type.kind !== "map") || structParts.has(this)) structParts.add(part);
		return part;
	}

	/** `dn0.o0.name[1]`, as messages show it. */
	describe(): string {
		let text = this.source === undefined ? `input ${this.var}` : `${this.source.id}.${this.var}`;
		for (const step of this.path) text += typeof step === "number" ? `[${step}]` : `.${step}`;
		return text;
	}

	/** How `console.log` shows it. Node calls it on the proxy, where an attribute access would go into the value. */
	[inspect.custom](): string {
		const output = outputOf(this) ?? this;
		return `Promised<${describeType(output.type)}> (${output.describe()})`;
	}
}

/** Parts that lie inside a struct: on the wire these are cut out of MessagePack. */
const structParts = new WeakSet<NodeOutput>();

/** Whether an attribute path leads into a struct, not only through lists and maps. */
export function isStructPart(output: NodeOutput): boolean {
	return structParts.has(output);
}

/** The output behind a promised value, or undefined for anything else. */
export function outputOf(value: unknown): NodeOutput | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	return (value as { [OUTPUT]?: NodeOutput })[OUTPUT];
}

/** What user code holds for an output: a proxy that gives attribute access and refuses to be a value. */
export function promised(output: NodeOutput): object {
	return new Proxy(output, handler);
}

/** Part of a promised value by name or index, whatever names its handle has of its own. */
export function promisedPart(value: unknown, step: string | number): object {
	const output = outputOf(value);
	if (output === undefined) {
		throw new FlyteError("GRAPH_NOT_PROMISED", `attr() takes a promised value, not ${typeof value}`, {
			wayOut: "use it inside a workflow or dynamic, on what a call returned",
		});
	}
	return promised(output.at(step));
}

const handler: ProxyHandler<NodeOutput> = {
	get(output, key) {
		if (key === OUTPUT) return output;
		if (key === "then") return (ok?: (view: object) => unknown) => Promise.resolve(new Proxy(output, view)).then(ok);
		return part(output, key);
	},
	...refusals(),
};

/** What awaiting gives: the same output without `then`, else awaiting would never end. */
const view: ProxyHandler<NodeOutput> = {
	get(output, key) {
		if (key === OUTPUT) return output;
		if (key === "then") return undefined;
		return part(output, key);
	},
	...refusals(),
};

function part(output: NodeOutput, key: string | symbol): unknown {
	if (typeof key === "symbol") return symbolPart(output, key);
	const { type } = output;
	if (output.path.length === 0 && output.source !== undefined && isHandleMethod(key, type)) {
		return output.source.handle(key, promised(output));
	}
	if (type.kind === "list") {
		if (key === "at") return (index: number) => promised(output.at(index));
		if (/^(?:0|[1-9]\d*)$/.test(key)) return promised(output.at(Number(key)));
		throw refused(output, `.${key}`);
	}
	if (type.kind === "map" && type.native === "map") {
		if (key === "get") return (name: string) => promised(output.at(name));
		throw refused(output, `.${key}`);
	}
	if (key === "toString" || key === "valueOf") return () => refuse(output, "text or a number");
	if (key === "toJSON") return () => refuse(output, "JSON");
	if (type.kind === "struct" || type.kind === "map" || type.kind === "json" || type.kind === "ref") {
		return promised(output.at(key));
	}
	throw refused(output, `.${key}`);
}

function symbolPart(output: NodeOutput, key: symbol): unknown {
	if (key === Symbol.toPrimitive) return () => refuse(output, "text or a number");
	if (key === Symbol.iterator || key === Symbol.asyncIterator) return () => refuse(output, "a list to loop over");
	return undefined;
}

/** Traps by which a promised value would pass for a plain object. */
function refusals(): ProxyHandler<NodeOutput> {
	return {
		ownKeys: (output) => refuse(output, "an object to spread or list"),
		has: (output) => refuse(output, "an object to look into with `in`"),
		set: (output, key) => refuse(output, `an object to change (${String(key)})`),
		deleteProperty: (output) => refuse(output, "an object to change"),
		defineProperty: (output) => refuse(output, "an object to change"),
	};
}

function refuse(output: NodeOutput, as: string): never {
	throw refused(output, as);
}

function refused(output: NodeOutput, as: string): FlyteError {
	const where = output.source === undefined ? "a workflow's input" : `the output of node ${output.source.id}`;
	const what = as.startsWith(".")
		? `has no value yet, so \`${as}\` cannot be read from it`
		: `is used as ${as}, but it has no value yet`;
	return new FlyteError("GRAPH_PROMISE_AS_VALUE", `${output.describe()} (${describeType(output.type)}) ${what}`, {
		...placed(output),
		node: output.node,
		wayOut: `${where} exists only when the graph runs: pass it to a task that does this work`,
	});
}

function noSuchPart(output: NodeOutput, step: string | number): FlyteError {
	const { type } = output;
	const parts = type.kind === "struct" ? type.fields.map((field) => field.name) : [];
	return new FlyteError(
		"GRAPH_NO_ATTRIBUTE",
		`${output.describe()} is ${describeType(type)}: it has no ${typeof step === "number" ? `element [${step}]` : `attribute "${step}"`}`,
		{
			...placed(output),
			node: output.node,
			wayOut:
				parts.length > 0
					? `its attributes are ${parts.join(", ")}`
					: "only structs, lists and maps have parts; compute anything else in a task",
		},
	);
}

/** Where the value is misused, else where the call that gives it stands. */
function placed(output: NodeOutput): { readonly location?: SourceLocation } {
	const location = placeOf(userFrames(new Error().stack ?? "")) ?? output.source?.location;
	return location === undefined ? {} : { location };
}
