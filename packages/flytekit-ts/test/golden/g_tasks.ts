/** Tasks: every type on the interface, and every piece of metadata. The twin of flytekit's g_tasks.py. */
import {
	accelerators,
	type Duration,
	type FlyteDirectory,
	type FlyteFile,
	type FunctionTask,
	flyte,
	type Int,
	type Json,
	outputs,
	type PodTemplate,
	type StructuredDataset,
	task,
} from "flytekit-ts";
import { FunctionTask as FunctionTaskClass } from "flytekit-ts/plugin";

// schemas say the order of an enum's values and of a union's variants: the checker has an order of its own
const color = flyte.enum("red", "green", "blue");

export interface Inner {
	s: string;
	xs: Int[];
}

export class Point {
	x!: Int;
	y!: number;
	name = "origin";
	tag: string | null = null;
	inner: Inner | null = null;
	attrs: Record<string, Int> = {};
}

// ---- interface: simple types
export const t_int = task(({ a }: { a: Int }): Int => a + 1);
export const t_float = task(({ a }: { a: number }) => a * 2);
export const t_str = task(({ a }: { a: string }) => `${a}!`);
export const t_bool = task(({ a }: { a: boolean }) => !a);
export const t_datetime = task(({ a }: { a: Date }) => a);
export const t_date = task(({ a }: { a: Date }) => a);
export const t_timedelta = task(({ a }: { a: Duration }) => a);
export const t_none_out = task(({ a: _ }: { a: Int }): void => {});
export const t_no_io = task(() => {});
export const t_all_simple = task(
	({
		i,
		f,
		s,
		b,
		dt,
		td,
	}: {
		i: Int;
		f: number;
		s: string;
		b: boolean;
		dt: Date;
		td: Duration;
	}): [Int, number, string, boolean, Date, Duration] => [i, f, s, b, dt, td],
);

// ---- interface: containers
export const t_list = task(({ a }: { a: Int[] }) => a.map(String));
export const t_nested_list = task(({ a }: { a: number[][] }) => a);
export const t_dict = task(({ a }: { a: Record<string, Int> }) => {
	const out: Record<string, Int[]> = {};
	for (const [key, value] of Object.entries(a)) out[key] = [value];
	return out;
});
export const t_untyped_dict = task(({ a }: { a: Json }) => a);
export const t_optional = task(({ a = null }: { a?: Int | null }): string | null => (a === null ? null : String(a)));
export const t_union = task(
	{
		inputs: { a: flyte.union(flyte.int(), flyte.string(), flyte.list(flyte.int())) },
		outputs: flyte.union(flyte.int(), flyte.string()),
	},
	({ a }) => (Array.isArray(a) ? a.length : a),
);
export const t_enum = task({ inputs: { c: flyte.default(color, "red") }, outputs: color }, ({ c }) => c);
export const t_literal_type = task(({ a }: { a: "x" | "y" }): string => a);
export const t_dataclass = task(({ p }: { p: Point }) => p);
export const t_list_dataclass = task(({ ps }: { ps: Point[] }) => {
	const out: Record<string, Point> = {};
	for (const p of ps) out[p.name] = p;
	return out;
});
export const t_file = task(({ f }: { f: FlyteFile }) => f as FlyteFile as FlyteFile<"txt">);
export const t_dir = task(({ d }: { d: FlyteDirectory }) => d as FlyteDirectory<"csv">);
export const t_sd = task(({ d }: { d: StructuredDataset }) => d);
export const t_sd_fmt = task(
	{
		inputs: { d: flyte.dataset(undefined, { format: "parquet" }) },
		outputs: flyte.dataset(undefined, { format: "csv" }),
	},
	({ d }) => d,
);
// flytekit annotates the type with a hash function; here the literal's hash is the value's own affair
export const t_annotated_hash = task(({ a }: { a: Int }) => String(a));
export const t_any = task({ pickleUntyped: true }, ({ a }: { a: unknown }) => a);
export const t_named = task(({ a }: { a: Int }) => outputs({ total: a, label: "x" }));
export const t_named_single = task(({ a }: { a: Int }) => outputs({ only: a }));
export const t_multi = task(({ a }: { a: Int }): [Int, string, number] => [a, String(a), a]);
export const t_defaults = task(
	({ a = 3, b = "hello", c = null }: { a?: Int; b?: string; c?: number | null }) => `${a}${b}${c}`,
);

// ---- metadata
/**
 * Short line.
 *
 * A longer description
 * over two lines.
 *
 * @param a the a input
 * @param b the b input
 * @returns the sum
 */
export const m_all = task(
	{
		cache: { version: "1.0", serialize: true, ignoreInputs: ["b"] },
		retries: 3,
		timeout: "5m",
		interruptible: true,
		deprecated: "use t_other",
	},
	({ a }: { a: Int; b: string }) => a,
);
export const m_timeout_int = task({ timeout: "90s", interruptible: false }, ({ a }: { a: Int }) => a);
export const m_cache_obj = task(
	{ cache: { version: "v7", serialize: true, ignoreInputs: ["a"] } },
	({ a }: { a: Int }) => a,
);
export const m_docs = task(
	{ docs: { shortDescription: "sd", longDescription: "ld", sourceLink: "https://example.com/x.py" } },
	({ a }: { a: Int }) => a,
);
export const m_env_image = task(
	{ environment: { FOO: "bar", ZED: "1" }, containerImage: "ghcr.io/acme/custom:9" },
	({ a }: { a: Int }) => a,
);
export const m_image_template = task(
	{ containerImage: "{{.image.other.fqn}}:{{.image.default.version}}" },
	({ a }: { a: Int }) => a,
);
export const m_image_named = task({ containerImage: "{{.images.other}}" }, ({ a }: { a: Int }) => a);
export const m_resources = task(
	{
		requests: { cpu: "1", mem: "2Gi", gpu: "1", ephemeralStorage: "10Gi" },
		limits: { cpu: "2", mem: "4Gi", gpu: "1", ephemeralStorage: "20Gi" },
	},
	({ a }: { a: Int }) => a,
);
export const m_resources_int_fails = task({ requests: { cpu: 2 } }, ({ a }: { a: Int }) => a);
export const m_resources_tuple = task(
	{ resources: { cpu: ["1", "2"], mem: "1Gi", gpu: "1" } },
	({ a }: { a: Int }) => a,
);
export const m_accelerator = task(
	{ accelerator: accelerators.A100.partition("2g.10gb"), requests: { gpu: "1" } },
	({ a }: { a: Int }) => a,
);
export const m_accelerator_shm = task({ accelerator: accelerators.T4, sharedMemory: "2Gi" }, ({ a }: { a: Int }) => a);
export const m_shm_true = task({ sharedMemory: true }, ({ a }: { a: Int }) => a);
export const m_secrets = task(
	{
		secrets: [
			{ group: "g", key: "k" },
			{ group: "g2", key: "k2", groupVersion: "v2", mount: "file" },
			{ group: "g3", key: "k3", mount: "envVar", envVar: "MYVAR" },
		],
	},
	({ a }: { a: Int }) => a,
);
export const m_pod_template_name = task({ podTemplateName: "my-template" }, ({ a }: { a: Int }) => a);
export const m_deck = task({ enableDeck: true }, ({ a }: { a: Int }) => a);
export const m_deck_fields = task({ enableDeck: true, deckFields: ["input", "output"] }, ({ a }: { a: Int }) => a);

const podTemplate: PodTemplate = {
	primaryContainerName: "primary",
	labels: { lk: "lv" },
	annotations: { ak: "av" },
	podSpec: {
		containers: [
			{ name: "primary", env: [{ name: "PE", value: "pv" }] },
			{ name: "sidecar", image: "busybox:1", args: ["sleep", "1"] },
		],
		tolerations: [{ key: "num-gpus", operator: "Equal", value: "1", effect: "NoSchedule" }],
	},
};
export const m_pod_template = task(
	{ podTemplate, requests: { cpu: "1", mem: "1Gi" }, environment: { E: "1" } },
	({ a }: { a: Int }) => a,
);
export const m_async = task(async ({ a }: { a: Int }): Promise<Int> => a + 1);

// a task whose function has a parameter that is no input: PythonFunctionTask(ignore_input_vars=["hidden"])
function withoutHidden<I extends { hidden?: string }, O>(fn: (inputs: I) => O): FunctionTask<Omit<I, "hidden">, O> {
	return new FunctionTaskClass({
		taskFunction: fn as never,
		options: {},
		factory: "withoutHidden",
		above: withoutHidden,
		ignoreInputVars: ["hidden"],
	}) as never;
}
export const c_ignore_input_vars = withoutHidden(({ a, hidden: _ = "x" }: { a: Int; hidden?: string }): Int => a);
export const c_pickle_untyped = task({ pickleUntyped: true }, ({ a }: { a: unknown; b: Int }) => a);
