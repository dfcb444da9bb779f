import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isEntity } from "../../src/authoring/callable.js";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { registrable } from "../../src/cli/serialize/collect.js";
import type { SerializationSettings } from "../../src/config/serialization-settings.js";
import { closureOf } from "../../src/remote/closure.js";
import { protoJson } from "../../src/wire/json.js";
import { launchPlanToJson, taskSpecToJson, workflowSpecToJson } from "../../src/wire/spec-json.js";
import { FIXTURES, tsflyte } from "./tsflyte.js";

const EXAMPLES = fileURLToPath(new URL("../../../../examples", import.meta.url));
const TWINS = fileURLToPath(new URL("../golden", import.meta.url));
const SPECS = { "1": "TaskSpec", "2": "WorkflowSpec", "3": "LaunchPlan" } as const;

const IMAGE = { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" };
const OTHER = { name: "other", fqn: "ghcr.io/acme/other", tag: "v2" };
const SETTINGS: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "of-the-twins",
	imageConfig: { defaultImage: IMAGE, images: [IMAGE, OTHER] },
	env: {},
};

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-references-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every example, and the fixture that has maps: folder and path of each. */
function programs(): [cwd: string, file: string][] {
	const examples = readdirSync(EXAMPLES, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && existsSync(join(EXAMPLES, entry.name, `${entry.name}.ts`)))
		.map((entry): [string, string] => [EXAMPLES, `${entry.name}/${entry.name}.ts`]);
	return [[FIXTURES, "plans.ts"], ...examples];
}

/** Twins that exist to be refused: a workflow that calls another by reference has nothing to register it with. */
const REFUSED = new Set(["w_ref_sub"]);

const twins = readdirSync(TWINS).filter((file) => file.endsWith(".ts"));

describe("what is registered", () => {
	it.each(programs())("by tsflyte serialize of %s/%s has all that its nodes refer to", async (cwd, file) => {
		const out = join(folder, file.replaceAll("/", "-"));
		const { code, stderr } = await tsflyte(["serialize", file, "--out", out, "--image", "ghcr.io/acme/app:v1"], {
			cwd,
		});
		expect(code, stderr).toBe(0);
		const specs = readdirSync(out).map((name) => {
			const kind = SPECS[name.at(-4) as keyof typeof SPECS];
			return protoJson(`flyteidl.admin.${kind}`, readFileSync(join(out, name))) as Spec;
		});
		expect(missing(specs)).toEqual([]);
		if (file === "plans.ts") expect(JSON.stringify(specs)).toMatch(/"name":"plans.map_scale_[0-9a-f]{32}-arraynode"/);
	});

	it.each(twins)("of the twins in %s has all that their nodes refer to", async (file) => {
		const namespace = (await import(join(TWINS, file))) as Record<string, unknown>;
		await prepareDeclared();
		const roots = Object.entries(namespace)
			.filter(([name]) => !REFUSED.has(name))
			.map(([, value]) => value)
			.filter(isEntity)
			.flatMap(registrable);
		const { tasks, workflows, launchPlans } = closureOf(roots);
		const specs = [
			...tasks.map((task) => taskSpecToJson(task, SETTINGS)),
			...workflows.map((workflow) => workflowSpecToJson(workflow, SETTINGS)),
			...launchPlans.map((plan) => launchPlanToJson(plan, SETTINGS)),
		];
		expect(specs.length).toBeGreaterThan(0);
		expect(missing(specs as unknown as Spec[])).toEqual([]);
	});
});

/** The ids that are referred to in these specs, and are neither in them nor registered by somebody else. */
function missing(specs: readonly Spec[]): string[] {
	const written = new Set<string>();
	const referred = new Set<string>();
	for (const spec of specs) {
		const id = spec.template?.id ?? (spec.id as Id);
		written.add(key(id));
		collect(spec, referred, id.version);
	}
	return [...referred].filter((id) => !written.has(id));
}

interface Id {
	readonly resourceType: string;
	readonly project: string;
	readonly name: string;
	readonly version: string;
}
interface Spec {
	/** Of a task or workflow. */
	readonly template?: { readonly id: Id };
	/** Of a launch plan. */
	readonly id?: Id;
}

function key({ resourceType, project, name, version }: Id): string {
	return `${resourceType} ${project}:${name}@${version}`;
}

/** All ids inside `value` that are of `version`: a reference names what was registered under another one. */
function collect(value: unknown, into: Set<string>, version: string): void {
	if (typeof value !== "object" || value === null) return;
	if ("resourceType" in value && "name" in value) {
		const id = value as unknown as Id;
		if (id.version === version) into.add(key(id));
		return;
	}
	for (const inner of Object.values(value)) collect(inner, into, version);
}
