import type { Accelerator } from "../graph/extended-resources.js";
import type { PodTemplate } from "../graph/pod-template.js";
import type { blob, int } from "../types/values/brand.js";
import type { Duration, DurationText } from "../types/values/duration.js";
import type { ResourcePairs } from "./task/resource-options.js";

/*
 * The types that users' code meets: what a call returns inside a workflow, what it accepts, what a body may return.
 * The detector knows these declarations by name and file, so do not rename one without it.
 */

declare const named: unique symbol;
declare const value: unique symbol;
declare const kind: unique symbol;
declare const entity: unique symbol;

/** A length of time: a {@link Duration}, or text such as `"5m"`. */
export type Time = Duration | DurationText;

/** Several named outputs of a task, made by `outputs({ ... })`. flytekit: a NamedTuple. */
export interface Outputs<F extends object> {
	readonly [named]: F;
}

/** What is one value, never looked into for promised parts. */
type Leaf =
	| string
	| number
	| bigint
	| boolean
	| symbol
	| null
	| undefined
	| Date
	| Uint8Array
	| Function
	| { readonly [blob]: unknown };
type Known<T> = Exclude<T, undefined>;
type IsAny<T> = 0 extends 1 & T ? true : false;

/** int and float are different Flyte types though TypeScript lets one stand for the other. */
type KindOf<T> = T extends number ? (typeof int extends keyof T ? "int" : "float") : T extends bigint ? "int" : "other";

/**
 * A node's output while the graph is being made: flytekit's Promise. Bind it into calls, nest it in lists and maps, reach into
 * it; it is not a value, and using it as one is refused. `await` gives a view of it, not its value.
 */
export interface PromisedValue<out T, out K = KindOf<T>> {
	readonly [value]: T;
	readonly [kind]: K;
	// a `then` is also what makes `if (p)` a type error (TS2801)
	then<A = T, B = never>(
		ok?: ((value: T) => A | PromiseLike<A>) | null,
		bad?: ((reason: unknown) => B | PromiseLike<B>) | null,
	): Promise<A | B>;
}

type Members<T> =
	IsAny<T> extends true
		? {}
		: [T] extends [Leaf]
			? {}
			: [T] extends [readonly (infer E)[]]
				? { readonly [index: number]: Promised<E>; at(index: number): Promised<E> }
				: [T] extends [ReadonlyMap<string, infer V>]
					? { get(key: string): Promised<V> }
					: [T] extends [object]
						? { readonly [K in keyof T as T[K] extends Function ? never : K]-?: Promised<Known<T[K]>> }
						: {};

/** A promised T with attribute access: `person.name`, `list[0]`. */
export type Promised<T> = PromisedValue<T> & Members<T>;

/** A workflow's inputs: each one promised; an optional one may have its default beside it. */
export type Inputs<I> = {
	readonly [K in keyof I]: {} extends Pick<I, K> ? Promised<Known<I[K]>> | Bindable<Known<I[K]>> : Promised<I[K]>;
};

/** A value of T, or one with promised parts in it. */
export type Bindable<T> = T | PromisedValue<T> | Inner<T>;
type Inner<T> = T extends Duration
	? DurationText
	: T extends Leaf
		? never
		: T extends readonly (infer E)[]
			? readonly Bindable<E>[]
			: T extends ReadonlyMap<infer K, infer V>
				? ReadonlyMap<K, Bindable<V>>
				: T extends object
					? string extends keyof T
						? { [K in keyof T]: Bindable<T[K]> }
						: never // a struct is one value on the wire: its parts cannot come from nodes
					: never;

/** What a body's return value is once its promised parts are values. */
export type Unbind<R> =
	R extends Outputs<infer F>
		? Outputs<{ [K in keyof F]: Unbind<F[K]> }>
		: R extends PromisedValue<infer T, any>
			? T
			: R extends PromiseLike<infer T> // an async body's, or a call's that has no outputs
				? Unbind<T>
				: R extends Leaf
					? R
					: HasPromised<R> extends false
						? R
						: R extends readonly unknown[]
							? { -readonly [K in keyof R]: Unbind<R[K]> }
							: R extends ReadonlyMap<infer K, infer V>
								? Map<K, Unbind<V>>
								: R extends object
									? { [K in keyof R]: Unbind<R[K]> }
									: R;

/** true where some promised value hides inside; keeps the names of types that need no unwrapping. Four levels: recursion must end. */
type HasPromised<R, D extends 0[] = []> = D["length"] extends 4
	? false
	: IsAny<R> extends true
		? false
		: true extends (
					R extends PromisedValue<unknown, any>
						? true
						: R extends Leaf
							? false
							: R extends readonly (infer E)[]
								? HasPromised<E, [...D, 0]>
								: R extends ReadonlyMap<any, infer V>
									? HasPromised<V, [...D, 0]>
									: R extends object
										? { [K in keyof R]: HasPromised<R[K], [...D, 0]> }[keyof R]
										: false
				)
			? true
			: false;

/** Quantities as Kubernetes writes them; a number of CPUs or GPUs, or of bytes, is written out. flytekit's Resources. */
export interface Resources {
	readonly cpu?: string | number;
	readonly mem?: string | number;
	readonly gpu?: string | number;
	readonly ephemeralStorage?: string | number;
}

/** What `withOverrides` may change of one call. */
export interface Overrides {
	/** Node id, made fit for DNS: lower case, `_` and `.` become `-`. */
	readonly nodeName?: string;
	/** Shown to people. */
	readonly name?: string;
	readonly requests?: Resources;
	readonly limits?: Resources;
	readonly retries?: number;
	readonly timeout?: Time;
	readonly interruptible?: boolean;
	/** Whether this call is cached, its version, or more to say. */
	readonly cache?: boolean | string | { readonly version: string; readonly serialize?: boolean };
	readonly containerImage?: string;
	/** Requests and limits in one place: `{ cpu: ["1", "2"], mem: "1Gi" }`. Stands alone. */
	readonly resources?: ResourcePairs;
	readonly accelerator?: Accelerator;
	/** true for as much as the machine has, or a size. */
	readonly sharedMemory?: boolean | string;
	/** Merged with the task's own pod. */
	readonly podTemplate?: PodTemplate;
	/** For tasks of a plugin's type. All calls of one task in one registration must agree on it. */
	readonly taskConfig?: unknown;
	/** Other names of outputs, by output. */
	readonly aliases?: Readonly<Record<string, string>>;
}

/** The node behind a call. */
export interface NodeHandle {
	/** Changes this call only; returns the same output(s). */
	withOverrides(overrides: Overrides): this;
	/** This node runs before `later` though no data flows. flytekit: `a >> b`. */
	before(...later: NodeHandle[]): void;
}

/**
 * What a call gives inside a workflow or dynamic: its output(s), and the node. At top level and in eager tasks it is a promise
 * of the value: await it.
 */
export type Called<O> = Result<O> & NodeHandle & Outcome<O>;
/** A promise's methods beside `then`. A node has no outcome yet: in a body they are refused. */
export interface Outcome<O> {
	catch<B = never>(bad?: ((reason: any) => B | PromiseLike<B>) | null): Promise<Named<O> | B>;
	finally(done?: (() => void) | null): Promise<Named<O>>;
}
type Named<O> = [O] extends [Outputs<infer F>] ? F : O;
type Result<O> =
	IsAny<O> extends true
		? PromisedValue<O>
		: [O] extends [void]
			? PromiseLike<void>
			: [O] extends [Outputs<infer F>]
				? { readonly [K in keyof F]: Promised<F[K]> } & PromisedValue<F> & Outputs<F>
				: [O] extends [readonly [unknown, ...unknown[]]]
					? { readonly [K in keyof O]: Promised<O[K]> } & PromisedValue<O>
					: Promised<O>;

/** Parameters of an entity's call. */
export type Args<I> = [keyof I] extends [never] ? [] : {} extends I ? [inputs?: Bound<I>] : [inputs: Bound<I>];
export type Bound<I> = { [K in keyof I]: Bindable<I[K]> };
export type In<A extends Params> = A["length"] extends 0 ? {} : Required<A>[0] & {};
/** A body takes one object, its named inputs, or nothing. */
export type Params = readonly [inputs?: object | undefined];
export type NotAsync<R> =
	R extends Promise<any> ? { "a workflow's body is not async: it wires calls together, it does not wait": never } : R;

/** What every callable entity has. */
export interface Callable<I, O> {
	(...args: Args<I>): Called<O>;
	readonly [entity]: [I, O];
	/** `module.exportName`. */
	readonly name: string;
}

/** A workflow whose graph is here: what a launch plan is made of. Tasks, dynamics, maps and references are not. */
export type Launchable<I, O> = Callable<I, O> & { readonly entityKind: "workflow"; readonly isReference: false };

/** Marks the call of a gate whose value's type stands in the source, so that the detector reads it there. */
export interface GateInput<T> {
	readonly [entity]: [{}, T];
}

/** Any entity, whatever its inputs and outputs are. */
export interface AnyCallable {
	readonly [entity]: [any, any];
	readonly name: string;
}

/** Inputs of an entity as its function takes them. */
export type InputsOf<E> = E extends { readonly [entity]: [infer I, any] } ? I : never;
/** Output(s) of an entity as awaiting it at top level gives them. */
export type OutputOf<E> = E extends { readonly [entity]: [any, infer O] } ? O : never;

/** No names beside I's: a type parameter gets no excess property check. */
export type Only<B, I> = { readonly [K in Exclude<keyof B, keyof I>]: never };
export type Simplify<T> = { [K in keyof T]: T[K] };
/** Inputs and output of a mapped call. */
export type MapInputs<I, B> = { [K in keyof I as Exclude<K, keyof B>]: Known<I[K]>[] };
export type MapOutput<O, R extends number, M extends number> = [O] extends [void]
	? void
	: [O] extends [Outputs<infer F>]
		? Outputs<{ [K in keyof F]: MapItem<F[K], R, M>[] }>
		: [O] extends [readonly [unknown, ...unknown[]]]
			? { -readonly [K in keyof O]: MapItem<O[K], R, M>[] }
			: MapItem<O, R, M>[];
/** Where elements may fail, theirs are undefined. */
type MapItem<O, R extends number, M extends number> = [M] extends [never]
	? R extends 1
		? O
		: O | undefined
	: O | undefined;
/** Inputs of a launch plan: given defaults become optional, fixed inputs vanish. */
export type PlanInputs<I, D, F> = Simplify<
	{ [K in keyof I as Exclude<K, keyof D | keyof F>]: I[K] } & {
		[K in keyof I as K extends keyof D ? Exclude<K, keyof F> : never]?: I[K];
	}
>;
