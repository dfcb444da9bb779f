import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { task } from "flytekit-ts";
import { AutoContainerTask, FunctionTask, Task } from "flytekit-ts/plugin";
import { FlyteExecution, FlyteRemote } from "flytekit-ts/remote";
import { describe, expect, it } from "vitest";
import { errorCodes } from "../src/errors/codes/index.js";

/* docs/flytekit-map.md against the code: what it names exists, is tested, and nothing that flytekit's task has is left out. */

const here = fileURLToPath(new URL(".", import.meta.url));
const page = readFileSync(join(here, "../../../docs/flytekit-map.md"), "utf8");
const tests = readdirSync(here, { recursive: true, encoding: "utf8" })
	.filter((name) => /\.(ts|txt)$/.test(name) && !/fixtures|input\.ts$|flytekit-map/.test(name))
	.map((name) => readFileSync(join(here, name), "utf8"))
	.join("\n");

/** Rows of the table under a heading: cells by column. */
function rowsOf(heading: string): readonly (readonly string[])[] {
	const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
	return section
		.split("\n")
		.filter((line) => line.startsWith("| ") && !line.startsWith("| flytekit "))
		.map((line) => line.split(/(?<!\\)\|/).slice(1, -1));
}

/** flytekit's PythonFunctionTask, from its API page. */
const METHODS =
	`compile, compile_into_workflow, construct_node_metadata, dispatch_execute, dynamic_execute, execute, find_lhs,
get_command, get_config, get_container, get_custom, get_default_command, get_extended_resources, get_image, get_input_types,
get_k8s_pod, get_sql, get_type_for_input_var, get_type_for_output_var, local_execute, local_execution_mode, post_execute,
pre_execute, reset_command_fn, sandbox_execute, set_command_fn, set_resolver`.split(/,\s*/);
const PROPERTIES =
	`container_image, deck_fields, disable_deck, docs, enable_deck, environment, execution_mode, instantiated_in,
interface, lhs, location, metadata, name, node_dependency_hints, python_interface, resources, security_context, task_config,
task_function, task_resolver, task_type, task_type_version`.split(/,\s*/);
const CONSTRUCTOR =
	"task_config, task_function, task_type, ignore_input_vars, execution_mode, task_resolver, node_dependency_hints, pickle_untyped".split(
		", ",
	);

const camel = (name: string) =>
	name === "python_interface" ? "nativeInterface" : name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const named = (rows: readonly (readonly string[])[], name: string) =>
	rows.some(([theirs = ""]) => new RegExp(`\\b${name}\\b`).test(theirs));

describe("FunctionTask", () => {
	const one = task({ inputs: {} }, () => {});
	const chain = [FunctionTask, AutoContainerTask, Task].map(({ prototype }) => prototype);
	const tested = readFileSync(join(here, "authoring/function-task.test.ts"), "utf8");

	it.each(METHODS)("has %s, with a row and a test", (name) => {
		expect(typeof (one as unknown as Record<string, unknown>)[camel(name)]).toBe("function");
		expect(named(rowsOf("Tasks: methods of FunctionTask (PythonFunctionTask)"), name)).toBe(true);
		expect(tests).toContain(`${camel(name)}(`);
	});

	it.each(PROPERTIES)("has %s, with a row and a test", (name) => {
		const own = chain.some((prototype) => Object.getOwnPropertyDescriptor(prototype, camel(name)) !== undefined);
		expect(own || camel(name) in one).toBe(true);
		expect(named(rowsOf("Tasks: properties and constructor"), name)).toBe(true);
		expect(tested).toContain(`.${camel(name)}`);
	});

	it.each(CONSTRUCTOR)("takes %s", (name) => {
		expect(named(rowsOf("Tasks: properties and constructor"), name)).toBe(true);
	});
});

describe("the client", () => {
	it("has what its rows name", () => {
		const ours = rowsOf("On a deployment").map(([, cell = ""]) => cell);
		const own = (prototype: object) => Object.getOwnPropertyNames(prototype);
		const known = [...own(FlyteRemote), ...own(FlyteRemote.prototype), ...own(FlyteExecution.prototype)];
		const calls = ours.flatMap((cell) =>
			Array.from(cell.matchAll(/(?:remote|execution|FlyteRemote)\.(\w+)/g), ([, name]) => name),
		);
		const plain = ours.flatMap((cell) =>
			Array.from(cell.matchAll(/`((?:fetch|list|activate|deactivate|generate|upload)\w+)`/g), ([, name]) => name),
		);
		expect(calls.length + plain.length).toBeGreaterThan(25);
		expect([...calls, ...plain].filter((name) => !known.includes(name as string))).toEqual([]);
	});
});

describe("refusals", () => {
	const cells = rowsOf("Refusals").map(([theirs = "", ours = ""]) => ({ theirs: theirs.trim(), ours }));

	it.each(cells)("$theirs: its codes exist and are tested", ({ ours }) => {
		const named = Array.from(ours.matchAll(/`([A-Z]+_[A-Z_]+)`/g), ([, code]) => code as string);
		expect(named.filter((code) => !(code in errorCodes))).toEqual([]);
		expect(named.filter((code) => !tests.includes(code))).toEqual([]);
		if (named.length === 0) expect(ours.trim()).toBe("none");
	});
});

describe("every row", () => {
	it("says what differs, and names nothing that is still to come", () => {
		const rows = page.split("\n").filter((line) => line.startsWith("| "));
		expect(rows.length).toBeGreaterThan(150);
		for (const line of rows) {
			const cells = line.split(/(?<!\\)\|/).slice(1, -1);
			expect(cells, line).toHaveLength(3);
			for (const cell of cells) expect(cell.trim(), line).not.toBe("");
			expect(line).not.toMatch(/\b(not yet|to come|comes later|TODO|missing still)\b/i);
		}
	});
});
