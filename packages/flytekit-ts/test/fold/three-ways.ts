// A dynamic run as it is, folded, and folded from the bytes that a container would write.
import type { Int } from "flytekit-ts";
import { emitDynamic } from "../../src/budget/index.js";
import type { BlobStore } from "../../src/context/ports/index.js";
import type { CacheRequest, MadeResult, ResultCache } from "../../src/engine/cache/port.js";
import { type RunEvent, type RunResult, runEntity } from "../../src/engine/index.js";
import { shareOf } from "../../src/entrypoint/share.js";
import { isDynamicJobSpec, type TaskEntity } from "../../src/graph/entities.js";
import { type Folded, foldGraph, foldSettingsOf, type Split } from "../../src/graph/fold/index.js";
import type { Graph } from "../../src/graph/graph.js";
import { madeTasks } from "../../src/graph/made-tasks.js";
import { MemoryBlobStore } from "../../src/storage/index.js";
import { seededRandom } from "../../src/testing/seeded-random.js";
import type { Literal, LiteralMap } from "../../src/types/literal.js";
import { graphFromDynamicJobSpec } from "../../src/wire/from-proto/index.js";
import { settings as bare } from "../wire/entities.js";

const settings = { ...bare, imageConfig: { defaultImage: { name: "default", fqn: "app", tag: "v1" }, images: [] } };
const { signal } = new AbortController();

/** Literals of a dynamic's only input. */
export function sized(n: number): LiteralMap {
	return new Map([["n", { kind: "integer", value: BigInt(n) }]]);
}

/** A text as the only input. */
export function text(name: string, value: string): LiteralMap {
	return new Map([[name, { kind: "string", value }]]);
}

/** A number is that of {@link sized}. */
export type Given = number | LiteralMap;
const literals = (given: Given) => (typeof given === "number" ? sized(given) : given);

export async function graphOf(dynamic: object, n: Given): Promise<Graph> {
	const spec = await (dynamic as Required<TaskEntity>).dispatchExecute(
		{ nodePath: "main", executionId: "e", attempt: 0, signal },
		literals(n),
	);
	if (!isDynamicJobSpec(spec)) throw new Error("no graph");
	return spec.graph;
}

/** "own": as the dynamic says. */
export async function folded(dynamic: object, n: Given, mode: "auto" | "require" | "own" = "auto"): Promise<Folded> {
	const settingsOfIt = foldSettingsOf(dynamic as TaskEntity, mode === "own" ? undefined : mode);
	return foldGraph(await graphOf(dynamic, n), settingsOfIt);
}

/** How often a share's container ran, for those who count attempts. */
const made = { shares: 0 };

/** The task that a registered name, or the name of its list-typed twin, belongs to; dynamics give what their bytes say. */
function runnable(name: string, split: Split, files: BlobStore): TaskEntity {
	if (/\.share_[0-9a-f]{8}$/.test(name)) return sharing(name.replace(/\.share_\w+$/, ""), split, files);
	const own = name.replace(/map_([^.]+)_[0-9a-f]{32}-arraynode$/, "$1");
	const [task] = madeTasks(own);
	if (task === undefined) throw new Error(`no task ${own}`);
	return task.isDynamic ? throughBytes(task, split) : task;
}

/** What a share's container runs, with the tasks of this process. */
function sharing(dynamic: string, split: Split, blobs: BlobStore): TaskEntity {
	const find = ({ name }: { readonly name: string }) => runnable(name, split, blobs);
	const share = shareOf(dynamic, { findTask: find, findElement: find });
	return {
		...share,
		dispatchExecute: (context, inputs) => {
			made.shares++;
			return share.dispatchExecute(
				{ ...context, convert: { blobs, rawOutputPrefix: "mem://raw", random: seededRandom() } },
				inputs,
			);
		},
	};
}

/** A dynamic whose graph is folded, perhaps split, written, read back, and only then run. */
export function throughBytes(dynamic: TaskEntity, split: Split = "off"): TaskEntity {
	const dispatchExecute: TaskEntity["dispatchExecute"] = async (context, inputs) => {
		const result = await (dynamic as Required<TaskEntity>).dispatchExecute(context, inputs);
		if (!isDynamicJobSpec(result)) return result;
		const files = new MemoryBlobStore();
		const locate = (file: string) => `mem://out/${file}`;
		const { futures, shares } = await emitDynamic(dynamic, result.graph, settings, { split, locate });
		for (const { file, bytes } of shares) await files.write(locate(file), bytes);
		const find = ({ name }: { readonly name: string }) => runnable(name, split, files);
		const read = graphFromDynamicJobSpec(futures, {
			name: dynamic.name,
			interface: dynamic.interface,
			findTask: find,
			findElement: find,
		});
		return { kind: "dynamicJobSpec", graph: read };
	};
	return {
		entityKind: "task",
		name: dynamic.name,
		interface: dynamic.interface,
		metadata: dynamic.metadata,
		isDynamic: true,
		toTemplate: (given) => dynamic.toTemplate(given),
		dispatchExecute,
	};
}

/** What a run came to, in plain values. */
export interface Outcome {
	readonly outputs: unknown;
	readonly error: string | undefined;
	readonly failed: readonly string[];
	readonly attempts: number;
	/** Every attempt that failed: its path, how often it may be tried, and whether it was. */
	readonly retried: readonly string[];
	/** Keys of cached results that calls asked for. */
	readonly cacheKeys: readonly string[];
}

/** A cache that knows nothing and notes what it is asked for. */
class AskedCache implements ResultCache {
	readonly keys: string[] = [];
	ask({ key, answer }: CacheRequest): () => void {
		this.keys.push(`${key.task} ${key.version} ${JSON.stringify(key.inputs)} ${key.interfaceDigest}`);
		let withdrawn = false;
		queueMicrotask(() => withdrawn || answer(undefined));
		return () => {
			withdrawn = true;
		};
	}
	made(_: unknown, { outputs }: MadeResult) {
		return outputs;
	}
	notMade(): void {}
	async settled(): Promise<void> {}
}

/** As it is, folded, through bytes, and where `split` says so through bytes in shares of so many calls. */
export async function threeWays(
	dynamic: object,
	n: Given,
	concurrency?: number,
	split?: number,
): Promise<readonly Outcome[]> {
	const entity = dynamic as TaskEntity;
	const options = concurrency === undefined ? {} : { concurrency };
	return [
		await outcome(entity, n, options),
		await outcome(entity, n, { ...options, fold: "auto" }),
		await outcome(throughBytes(entity), n, options),
		...(split === undefined ? [] : [await outcome(throughBytes(entity, split), n, options)]),
	];
}

async function outcome(entity: TaskEntity, n: Given, options: Parameters<typeof runEntity>[2]): Promise<Outcome> {
	const retried: string[] = [];
	const onEvent = (event: RunEvent) => {
		if (event.type !== "attemptFailed") return;
		retried.push(`${event.path} ${event.name} ${event.attempt}/${event.maxAttempts} ${event.code} ${event.willRetry}`);
	};
	const cache = new AskedCache();
	made.shares = 0;
	const result: RunResult = await runEntity(entity, literals(n), { ...options, onEvent, cache });
	return {
		outputs: plain(result.outputs),
		error: result.error?.message,
		failed: result.failures.map(({ path }) => path),
		attempts: result.counts.attempts - made.shares,
		retried: retried.sort(),
		cacheKeys: cache.keys.sort(),
	};
}

function plain(outputs: LiteralMap): unknown {
	return [...outputs].map(([name, literal]) => [name, native(literal)]);
}

function native(literal: Literal): unknown {
	if (literal.kind === "collection") return literal.items.map(native);
	return literal.kind === "integer" ? (Number(literal.value) as Int) : literal;
}
