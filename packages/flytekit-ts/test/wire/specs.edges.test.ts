import { describe, expect, test } from "vitest";
import type { FlyteError } from "../../src/errors/index.js";
import type { ArrayTarget } from "../../src/graph/graph.js";
import {
	graphFromDynamicJobSpec,
	graphFromWorkflowSpec,
	launchPlanFromProto,
	taskFromProto,
	taskTemplateFromProto,
	workflowFromProto,
} from "../../src/wire/from-proto/index.js";
import {
	digest,
	encodeDynamicJobSpec,
	encodeLaunchPlan,
	encodeTaskSpec,
	encodeTaskTemplate,
	encodeWorkflowSpec,
} from "../../src/wire/index.js";
import { launchPlanSpec, taskSpec } from "../../src/wire/messages.js";
import {
	bind,
	graph,
	ints,
	launchPlan,
	node,
	promise,
	settings,
	task,
	taskNode,
	template,
	workflow,
} from "./entities.js";
import { goldens } from "./goldens.js";

function refusal(run: () => unknown): FlyteError {
	try {
		run();
	} catch (error) {
		return error as FlyteError;
	}
	throw new Error("nothing was refused");
}

const golden = (folder: string, name: string) => {
	const found = goldens(folder).find((each) => each.name === name);
	if (found === undefined) throw new Error(`no golden ${folder}/${name}`);
	return found.bytes;
};

describe("entities from a spec", () => {
	test("are what findTask gives, so that the graph can run", () => {
		const asked: string[] = [];
		const runnable = task("g_tasks.t_int");
		const back = graphFromDynamicJobSpec(golden("dynamics", "d_loop__run_n3"), {
			name: "m.d",
			findTask: (id, found) => {
				asked.push(`${id.name} ${found?.type}`);
				return runnable;
			},
		});
		expect(back.name).toBe("m.d");
		expect(back.nodes.map(({ target }) => target.kind === "task" && target.task === runnable)).toStrictEqual([
			true,
			true,
			true,
		]);
		expect(asked).toStrictEqual(["g_tasks.t_int python-task"]);
	});

	test("of a sub-workflow come with its graph, wherever it is called", () => {
		const back = graphFromWorkflowSpec(golden("workflows", "w_sub"));
		const called = back.nodes.map(({ target }) => (target.kind === "workflow" ? target.workflow : undefined));
		expect(called[0]).toBeDefined();
		expect(called[0]).toBe(called[1]);
		expect(called[0]?.toGraph().nodes.map(({ id }) => id)).toStrictEqual(["n0", "n1", "n2"]);
		expect([...(called[0]?.interface.inputs.keys() ?? [])]).toStrictEqual(["a"]);
	});

	test("say so when only their id is known", () => {
		const [first] = graphFromWorkflowSpec(golden("workflows", "w_chain")).nodes;
		const error = refusal(() => first?.target.kind === "task" && first.target.task.toTemplate(settings));
		expect(error.code).toBe("WIRE_NO_TEMPLATE");
		expect(error.message).toContain("only the id of task p:d:g_tasks.t_int@v1 is known here");
	});

	test("take their templates from the caller, where a workflow's spec has only ids", () => {
		const known = taskFromProto(golden("tasks", "t_int")).toTemplate(settings);
		const back = graphFromWorkflowSpec(golden("workflows", "w_chain"), { tasks: [known] });
		const target = back.nodes[0]?.target;
		expect(target?.kind === "task" && target.task.toTemplate(settings)).toBe(known);
	});

	test("of an array: the element's interface without lists, and what findElement gives", () => {
		const bytes = golden("dynamics", "d_map__run_n3");
		const plain = graphFromDynamicJobSpec(bytes).nodes[0]?.target as ArrayTarget;
		expect(plain.element.interface.inputs.get("a")?.literalType).toStrictEqual({ kind: "simple", simple: "integer" });
		expect(plain.interface.inputs.get("a")?.literalType.kind).toBe("collection");
		expect(plain.toTemplate?.(settings).interface).toStrictEqual(plain.interface);
		const element = task("g_tasks.t_int");
		const found = graphFromDynamicJobSpec(bytes, { findElement: () => element }).nodes[0]?.target as ArrayTarget;
		expect(found.element).toBe(element);
	});

	test("of an array whose elements may fail: the output is the element's own type again", () => {
		const partial = taskFromProto(golden("maps", "map_options__task")).toTemplate(settings);
		const back = graphFromWorkflowSpec(golden("maps", "map_options"), { tasks: [partial] });
		const target = back.nodes[0]?.target as ArrayTarget;
		expect(target.minSuccessRatio).toBe(0.75);
		expect(target.element.interface.outputs.get("o0")?.literalType).toStrictEqual({
			kind: "simple",
			simple: "integer",
		});
	});
});

describe("interfaces from a spec", () => {
	test("know what may be left out and how outputs are returned", () => {
		const optional = taskFromProto(golden("tasks", "t_optional")).interface;
		expect([...optional.inputs.values()].map((input) => input.optional)).toStrictEqual([true]);
		expect(taskFromProto(golden("tasks", "t_multi")).interface.outputShape).toBe("tuple");
		expect(taskFromProto(golden("tasks", "t_named_single")).interface.outputShape).toBe("named");
		expect(taskFromProto(golden("tasks", "t_int")).interface.outputShape).toBe("single");
		expect(taskFromProto(golden("dynamics", "d_nothing__template")).interface.outputShape).toBe("none");
	});
});

describe("launch plans", () => {
	const wf = { ...workflow("m.w", () => []), interface: ints(["a", "b", "c"], ["o0"]) };

	test("write required, default and optional parameters, and not fixed ones", () => {
		const inputs = new Map(wf.interface.inputs);
		inputs.set("c", { ...(inputs.get("c") as NonNullable<ReturnType<typeof inputs.get>>), optional: true });
		const plan = {
			...launchPlan("m.p", { ...wf, interface: { ...wf.interface, inputs } }),
			defaultInputs: new Map([["a", { kind: "integer", value: 1n } as const]]),
			fixedInputs: new Map([["b", { kind: "integer", value: 2n } as const]]),
		};
		const spec = launchPlanSpec(plan, settings).spec;
		const parameters = [...(spec?.defaultInputs?.parameters ?? [])].map(([name, p]) => [name, p.behavior?.$case]);
		expect(parameters).toStrictEqual([
			["a", "default"],
			["c", "default"],
		]);
		expect([...(spec?.fixedInputs?.literals.keys() ?? [])]).toStrictEqual(["b"]);
		expect(
			launchPlanSpec(launchPlan("m.p", wf), settings).spec?.defaultInputs?.parameters.get("b")?.behavior,
		).toStrictEqual({
			$case: "required",
			value: true,
		});
	});

	test("take their workflow's own defaults", () => {
		const inputs = new Map(wf.interface.inputs);
		inputs.set("a", { ...(inputs.get("a") as NonNullable<ReturnType<typeof inputs.get>>), default: 5 });
		const back = launchPlanFromProto(
			encodeLaunchPlan({ ...launchPlan("m.p", wf), interface: { ...wf.interface, inputs } }, settings),
		);
		expect(back.defaultInputs).toStrictEqual(new Map([["a", { kind: "integer", value: 5n }]]));
	});

	test("keep every option", () => {
		const options = {
			schedule: { kind: "rate", value: 3, unit: "day", kickoffTimeArg: "when" },
			notifications: [{ phases: ["TIMED_OUT"], kind: "slack", recipients: ["a@x"] }],
			labels: { l: "1" },
			annotations: { a: "2" },
			maxParallelism: 7,
			rawOutputPrefix: "s3://b/",
			securityContext: { runAs: { iamRole: "r" }, secrets: [{ group: "g", key: "k", mount: "file" }] },
			overwriteCache: true,
			authRole: { assumableIamRole: "old" },
			concurrencyPolicy: { max: 2, behavior: "skip" },
		} as const;
		const plan = { ...launchPlan("m.p", wf), options };
		expect(launchPlanFromProto(encodeLaunchPlan(plan, settings)).options).toStrictEqual(options);
	});

	test("take phases by either name, and refuse others", () => {
		const notify = (phase: string) => ({
			...launchPlan("m.p", wf),
			options: { notifications: [{ phases: [phase], kind: "email" as const, recipients: [] }] },
		});
		expect(
			launchPlanFromProto(encodeLaunchPlan(notify("timedOut"), settings)).options.notifications?.[0]?.phases,
		).toStrictEqual(["TIMED_OUT"]);
		expect(refusal(() => encodeLaunchPlan(notify("done"), settings)).message).toContain('"done" is not a phase');
	});

	test("refuse what flyteidl 1.16 has no word for", () => {
		const plan = { ...launchPlan("m.p", wf), options: { concurrencyPolicy: { max: 1, behavior: "replace" as const } } };
		expect(refusal(() => encodeLaunchPlan(plan, settings)).code).toBe("WIRE_UNSUPPORTED");
	});
});

describe("templates", () => {
	test("keep every part", () => {
		const full = {
			...template("m.full"),
			taskTypeVersion: 2,
			metadata: {
				retries: 3,
				timeoutMs: 1500,
				interruptible: false,
				cache: { version: "1", serialize: true, ignoreInputs: ["a"] },
				deprecated: "old",
				generatesDeck: true,
				podTemplateName: "pod",
				isEager: true,
			},
			custom: { __proto__key: [1, null, { a: "b" }] },
			config: new Map([["k", "v"]]),
			container: {
				image: "i",
				command: ["c"],
				args: ["a", "b"],
				env: new Map([
					["Z", "1"],
					["A", "2"],
				]),
				requests: { cpu: "1", storage: "2Gi" },
				limits: { memory: "1Gi" },
				ports: [80],
				dataConfig: { enabled: true, inputPath: "/in", outputPath: "/out", format: "proto" },
			},
			securityContext: { secrets: [{ group: "g", key: "k", groupVersion: "2", mount: "envVar", envVar: "E" }] },
			extendedResources: { gpuAccelerator: { device: "a100", unpartitioned: true } },
		} as const;
		expect(taskTemplateFromProto(encodeTaskTemplate(full))).toEqual(full);
		const { container: _, ...rest } = full;
		const sql = { ...rest, sql: { statement: "select 1", dialect: "hive" } } as const;
		expect(taskTemplateFromProto(encodeTaskTemplate(sql))).toEqual(sql);
	});

	test("say which flytekit they behave like, so that propeller hands them offloaded literals", () => {
		const runtime = taskSpec(task("m.a"), settings).template?.metadata?.runtime;
		expect(runtime).toStrictEqual({ type: 1, version: "1.15.4", flavor: "typescript" });
	});
});

describe("bytes that are not a spec", () => {
	const called = workflow("m.w", () => [taskNode("n0", task("m.a"), { inputs: [bind("a", promise("", "a"))] })]);
	const spec = encodeDynamicJobSpec(graph([node("dn0", { kind: "workflow", workflow: called })]), settings);

	test("cut anywhere, they are refused with the offset or read as the shorter message they are", () => {
		let refused = 0;
		for (let length = 0; length < spec.length; length++) {
			try {
				graphFromDynamicJobSpec(spec.subarray(0, length));
			} catch (error) {
				refused++;
				expect((error as FlyteError).code).toBe("WIRE_TRUNCATED");
				expect((error as FlyteError).message).toMatch(/, at byte \d+ of \d+, in DynamicJobSpec/);
			}
		}
		expect(refused).toBeGreaterThan(spec.length - 6);
	});

	test("changed anywhere, they give a graph or a WIRE error, nothing else", () => {
		let state = 7;
		const random = (below: number) => {
			state = (Math.imul(state, 1103515245) + 12345) >>> 0;
			return (state >>> 8) % below;
		};
		const read = [
			...goldens("dynamics")
				.filter(({ name }) => name.includes("__run_"))
				.map(({ bytes }) => ({ bytes, as: graphFromDynamicJobSpec })),
			...goldens("workflows").map(({ bytes }) => ({ bytes, as: (b: Uint8Array) => workflowFromProto(b).toGraph() })),
			...goldens("launchplans").map(({ bytes }) => ({ bytes, as: launchPlanFromProto })),
			...goldens("tasks").map(({ bytes }) => ({ bytes, as: taskFromProto })),
		].filter(({ bytes }) => bytes.length > 0);
		const outcomes = new Set<string>();
		for (let i = 0; i < 4_000; i++) {
			const { bytes, as } = read[random(read.length)] as (typeof read)[number];
			const changed = Uint8Array.from(bytes);
			for (let n = random(3) + 1; n > 0; n--) changed[random(changed.length)] = random(256);
			try {
				as(changed);
				outcomes.add("read");
			} catch (error) {
				const { code } = error as FlyteError;
				outcomes.add(code?.startsWith("WIRE_") ? "refused" : String((error as Error).stack));
			}
		}
		expect([...outcomes].sort()).toStrictEqual(["read", "refused"]);
	});

	test("nested too deeply they are refused before anything recurses through them", () => {
		// WorkflowTemplate.failure_node > branch_node > if_else > case > then_node > branch_node > ...
		let bytes: Uint8Array = new Uint8Array();
		const path = [6, ...Array.from({ length: 300 }, () => [8, 1, 1, 2]).flat()].reverse();
		for (const field of path) {
			const length = bytes.length;
			const head = [(field << 3) | 2, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, (length >> 14) & 0x7f];
			bytes = Uint8Array.from([...head, ...bytes]);
		}
		const error = refusal(() => workflowFromProto(Uint8Array.from([0x0a, ...lengthOf(bytes.length), ...bytes])));
		expect(error.code).toBe("WIRE_DEPTH");
		expect(error.message).toMatch(
			/^messages are nested deeper than 100 levels, at byte \d+ of \d+, in WorkflowSpec > /,
		);
	});

	test("of another message they are refused", () => {
		const error = refusal(() => graphFromDynamicJobSpec(golden("tasks", "t_int")));
		expect(error.code).toMatch(/^WIRE_/);
	});
});

function lengthOf(length: number): number[] {
	return [(length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, (length >> 14) & 0x7f];
}

test("the digest of equal content is equal, of other content another", () => {
	const made = (image: string) => digest(encodeTaskSpec(task("m.a", image), settings));
	expect(made("img:1")).toBe(made("img:1"));
	expect(made("img:1")).not.toBe(made("img:2"));
	expect(made("img:1")).toMatch(/^[\w-]{43}$/);
	const main = workflow("m.w", () => [taskNode("n0", task("m.a"))]);
	expect(digest(encodeWorkflowSpec(main, settings))).toBe(digest(encodeWorkflowSpec(main, settings)));
});
