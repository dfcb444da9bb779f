import { type ChildProcess, spawn } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Literal, LiteralMap } from "../../src/types/literal.js";
import { ErrorDocument } from "../../src/wire/gen/flyteidl/core/errors.js";
import { decodeLiteralMap, encodeLiteralMap } from "../../src/wire/index.js";

const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/** What a container left and how it ended. */
export interface Ended {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
	/** Names of the files below the output prefix, sorted. */
	readonly files: readonly string[];
	/** The output prefix. */
	readonly out: string;
	outputs(): LiteralMap;
	error(): { code: string; message: string; kind: number; origin: number; worker: string };
	bytes(name: string): Uint8Array;
}

/** Commands of a container, run as processes of their own on folders of this machine. */
export class Container {
	readonly root = mkdtempSync(join(tmpdir(), "flytekit-ts-entrypoint-"));
	readonly code = join(this.root, "code");
	private runs = 0;

	constructor(files: Readonly<Record<string, string>> = {}) {
		mkdirSync(join(this.code, "node_modules"), { recursive: true });
		symlinkSync(packageRoot, join(this.code, "node_modules/flytekit-ts"));
		writeFileSync(join(this.code, "package.json"), '{ "type": "module" }\n');
		for (const [name, text] of Object.entries(files)) this.write(name, text);
	}

	write(name: string, content: string | Uint8Array): string {
		const path = join(this.code, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, content);
		return path;
	}

	/** Arguments as serialisation emits them for an exported task. */
	task(module: string, name: string): readonly string[] {
		return ["--resolver", "flytekit-ts.default", "--", "task-module", module, "task-name", name];
	}

	start(
		loader: readonly string[],
		options: {
			readonly inputs?: Readonly<Record<string, Literal>> | Uint8Array | null;
			readonly env?: Readonly<Record<string, string>>;
			readonly command?: string;
			readonly args?: readonly string[];
			readonly node?: readonly string[];
		} = {},
	): { readonly child: ChildProcess; readonly out: string; readonly ended: Promise<Ended> } {
		const run = join(this.root, `run${this.runs++}`);
		const out = join(run, "out");
		mkdirSync(run);
		const { inputs = {} } = options;
		if (inputs !== null) {
			const bytes = inputs instanceof Uint8Array ? inputs : encodeLiteralMap(new Map(Object.entries(inputs)));
			writeFileSync(join(run, "inputs.pb"), bytes);
		}
		const child = spawn(
			process.execPath,
			[
				...(options.node ?? []),
				join(packageRoot, "bin", `${options.command ?? "tsflyte-execute"}.js`),
				"--inputs",
				join(run, "inputs.pb"),
				"--output-prefix",
				out,
				"--raw-output-data-prefix",
				join(run, "raw"),
				...(options.args ?? []),
				...loader,
			],
			{ cwd: this.code, env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] },
		);
		return { child, out, ended: ended(child, out) };
	}

	/** Runs tsflyte-execute with these arguments and no others; `out` is the output prefix that they name. */
	runAt(args: readonly string[], out: string, command = "tsflyte-execute", env = process.env): Promise<Ended> {
		const child = spawn(process.execPath, [join(packageRoot, "bin", `${command}.js`), ...args], {
			cwd: this.code,
			env,
			stdio: ["ignore", "pipe", "pipe"],
		});
		return ended(child, out);
	}

	/** Runs a command as a task's template has it, with the templates in its arguments filled in as propeller does. */
	serialised(
		args: readonly string[],
		options: { readonly inputs?: Readonly<Record<string, Literal>>; readonly env?: Readonly<Record<string, string>> },
	): Promise<Ended> {
		const run = join(this.root, `run${this.runs++}`);
		const out = join(run, "out");
		mkdirSync(run);
		writeFileSync(join(run, "inputs.pb"), encodeLiteralMap(new Map(Object.entries(options.inputs ?? {}))));
		const filled: Readonly<Record<string, string>> = {
			"{{.input}}": join(run, "inputs.pb"),
			"{{.outputPrefix}}": out,
			"{{.rawOutputDataPrefix}}": join(run, "raw"),
			"{{.checkpointOutputPrefix}}": join(run, "raw/_flytecheckpoints"),
			"{{.prevCheckpointPrefix}}": '""',
		};
		const [command, ...rest] = args.map((arg) => filled[arg] ?? arg);
		const child = spawn(process.execPath, [join(packageRoot, "bin", `${command}.js`), ...rest], {
			cwd: this.code,
			env: { ...process.env, ...options.env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		return ended(child, out);
	}

	/** Runs a command to its end. */
	run(...given: Parameters<Container["start"]>): Promise<Ended> {
		return this.start(...given).ended;
	}

	remove(): void {
		rmSync(this.root, { recursive: true, force: true });
	}
}

async function ended(child: ChildProcess, out: string): Promise<Ended> {
	let stdout = "";
	let stderr = "";
	child.stdout?.on("data", (chunk) => {
		stdout += chunk;
	});
	child.stderr?.on("data", (chunk) => {
		stderr += chunk;
	});
	const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
		child.on("close", (...how) => resolve(how));
	});
	const bytes = (name: string) => new Uint8Array(readFileSync(join(out, name)));
	return {
		code,
		signal,
		out,
		stdout,
		stderr,
		files: existsSync(out) ? readdirSync(out).sort() : [],
		outputs: () => decodeLiteralMap(bytes("outputs.pb")),
		error() {
			const { error } = ErrorDocument.decode(bytes("error.pb"));
			if (error === undefined) throw new Error("error.pb holds no error");
			return error;
		},
		bytes,
	};
}
