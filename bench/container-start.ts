import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeLiteralMap, encodeLiteralMap } from "flytekit-ts/plugin";
import { buildCode } from "../packages/flytekit-ts/src/loader/packaging/build-code.js";
import { writeCode } from "../packages/flytekit-ts/src/loader/packaging/write-code.js";
import { expectEqual, type Figures } from "./measure.js";
import { stats, timed, wallOf } from "./processes.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const OURS = `import { dynamic, type Int, task } from "flytekit-ts";

export const t1 = task(({ a }: { a: Int }): Int => a + 1);

export const dyn = dynamic({ fold: "off" }, ({ a }: { a: Int }) => Array.from({ length: a }, (_, i) => t1({ a: i })));
`;

const THEIRS = `import typing
from flytekit import dynamic, task

@task
def t1(a: int) -> int:
    return a + 1

@dynamic
def dyn(a: int) -> typing.List[int]:
    return [t1(a=i) for i in range(a)]
`;

/**
 * Process start to outputs.pb: a trivial task and dynamics of 50 and 5,000 nodes, from the packed package as npm installs it; beside
 * pyflyte-execute, turn by turn, where a venv with flytekit is in `.peer` or where FLYTEKIT_PEER says.
 */
export async function containerStart(runs: number): Promise<Figures> {
	const work = mkdtempSync(join(tmpdir(), "flytekit-ts-container-"));
	try {
		const bin = install(work);
		await program(work);
		const inputs = (name: string, a: bigint) => {
			const path = join(work, name);
			writeFileSync(path, encodeLiteralMap(new Map([["a", { kind: "integer", value: a }]])));
			return path;
		};
		const [one, fifty, many] = [inputs("one.pb", 41n), inputs("fifty.pb", 50n), inputs("many.pb", 5000n)];
		const loader = (task: string) => ["--", "task-module", "cold_mod", "task-name", task];
		const args = (file: string, out: string, resolver: string, task: string) => [
			...["--inputs", file, "--output-prefix", join(work, out), "--raw-output-data-prefix", join(work, "raw")],
			...["--checkpoint-path", join(work, "cp"), "--prev-checkpoint", '""', "--resolver", resolver, ...loader(task)],
		];
		const ours = (file: string, out: string, task: string) => [
			process.execPath,
			join(bin, "tsflyte-execute"),
			...args(file, out, "flytekit-ts.default", task),
		];
		const commands = new Map<string, readonly string[]>([
			["node_bare", [process.execPath, "-e", "0"]],
			["tsflyte_execute_task", ours(one, "out1", "t1")],
			["tsflyte_execute_dynamic50", ours(fifty, "out50", "dyn")],
			["tsflyte_execute_dynamic5000", ours(many, "out5000", "dyn")],
		]);
		const peer = join(process.env.FLYTEKIT_PEER ?? join(root, ".peer"), "bin/pyflyte-execute");
		if (existsSync(peer)) {
			const resolver = "flytekit.core.python_auto_container.default_task_resolver";
			commands.set("pyflyte_execute_task", [peer, ...args(one, "py1", resolver, "t1")]);
			commands.set("pyflyte_execute_dynamic50", [peer, ...args(fifty, "py50", resolver, "dyn")]);
			commands.set("pyflyte_execute_dynamic5000", [peer, ...args(many, "py5000", resolver, "dyn")]);
		}
		const code = join(work, "code");
		const env = environment();
		for (const command of commands.values()) wallOf(code, command, env); // and warms Python's byte code
		const samples = new Map([...commands.keys()].map((name) => [name, [] as ReturnType<typeof timed>[]]));
		for (let i = 0; i < runs; i++) {
			for (const [name, command] of commands) {
				const { cpu } = timed(code, command, { env });
				samples.get(name)?.push({ wall: wallOf(code, command, env), cpu });
			}
		}
		expectEqual("outputs of the task", outputOf(join(work, "out1/outputs.pb")), 42n);
		for (const out of ["out50", "out5000"]) {
			expectEqual("futures of the dynamic", existsSync(join(work, out, "futures.pb")), true);
		}
		return Object.fromEntries([...samples].map(([name, each]) => [name, stats(each)]));
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

/** The packed package, installed; the folder of its commands. */
function install(work: string): string {
	const packed = execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", work], {
		cwd: join(root, "packages/flytekit-ts"),
		encoding: "utf8",
	});
	const [{ filename }] = JSON.parse(packed);
	writeFileSync(join(work, "package.json"), '{ "type": "module", "private": true }\n');
	const quiet = [
		"--no-audit",
		"--no-fund",
		"--loglevel=error",
		"--omit=optional",
		"--ignore-scripts",
		"--prefer-offline",
	];
	execFileSync("npm", ["install", join(work, filename), ...quiet], {
		cwd: work,
		stdio: ["ignore", "ignore", "inherit"],
	});
	return join(work, "node_modules/.bin");
}

async function program(work: string): Promise<void> {
	const source = join(work, "cold_mod.ts");
	writeFileSync(source, OURS);
	const { files } = await buildCode([source], { root: work });
	const code = join(work, "code");
	mkdirSync(code);
	writeCode(files, code);
	writeFileSync(join(code, "cold_mod.py"), THEIRS);
}

/** As a container has it. NODE_EXTRA_CA_CERTS makes Node read all certificates at its start: nothing a container needs. */
function environment(): NodeJS.ProcessEnv {
	const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
	return { ...env, FLYTE_INTERNAL_IMAGE: "ghcr.io/acme/app:v1", FLYTE_SDK_LOGGING_LEVEL: "50" };
}

function outputOf(path: string): unknown {
	const literal = decodeLiteralMap(new Uint8Array(readFileSync(path))).get("o0");
	return literal?.kind === "integer" ? literal.value : undefined;
}
