import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CHAINS, EQUAL, TASKS } from "./program.js";
import { after, type Kill, killLater, lines, Scene, type Stretch } from "./stretch.js";

/** The program of program.ts as a user writes it: the same calls, and the same lines for the witness. */
const SOURCE = `
import { openSync, writeSync } from "node:fs";
import { before, currentContext, dynamic, type Int, task } from "flytekit-ts";

const witness = openSync(process.env.WITNESS ?? "", "a");
const note = (what: string) => {
	const { nodePath, idempotencyKey } = currentContext();
	if (what === "s") writeSync(witness, "k " + nodePath + " " + idempotencyKey + "\\n");
	writeSync(witness, what + " " + nodePath + "\\n");
};
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const step = task(async ({ i, x }: { i: Int; x: Int }): Promise<Int> => {
	note("s");
	await wait(4 + (i % 7));
	note("e");
	return ((x * 31 + i) % 1_000_003) as Int;
});
export const tick = task(async (): Promise<Int> => {
	note("s");
	await wait(6);
	note("e");
	return Number(/\\d+$/.exec(currentContext().nodePath)?.[0]) as Int;
});
export const main = dynamic((): Int[] => {
	const calls: any[] = [];
	for (let i = 0; i < ${TASKS}; i++) {
		const earlier = calls[i - ${CHAINS}];
		if (i % ${TASKS / EQUAL} !== 9) {
			calls.push(step({ i: i as Int, x: earlier ?? (i as Int) }));
			continue;
		}
		const call = tick();
		if (earlier !== undefined) before(earlier, call);
		calls.push(call);
	}
	return calls;
});
`;

/** Makes the project of a user who runs it; returns its program. */
export function makeProject(folder: string, bin: string): string {
	mkdirSync(join(folder, "node_modules"), { recursive: true });
	symlinkSync(dirname(dirname(bin)), join(folder, "node_modules", "flytekit-ts"));
	writeFileSync(join(folder, "package.json"), '{"type": "module"}');
	const program = join(folder, "main.ts");
	writeFileSync(program, SOURCE);
	return program;
}

/** A run as its user has it: begun by `tsflyte run`, and gone on with by `tsflyte recover`. */
export class CommandScene extends Scene {
	readonly #program: string;
	readonly #bin: string;
	#stretches = 0;

	constructor(folder: string, program: string, bin: string) {
		super(folder, "", { everyMs: 0, records: 0 });
		this.#program = program;
		this.#bin = bin;
	}

	override async stretch(kill: Kill | undefined): Promise<Stretch> {
		if (kill?.kind === "point") throw new Error("a command is killed from outside");
		const witness = join(this.folder, `witness-${this.#stretches}`);
		const what = this.#stretches++ === 0 ? ["run", this.#program, "main", "--run-id", "run"] : ["recover", "run"];
		const child = spawn(
			process.execPath,
			[this.#bin, ...what, "--store", this.store, "--concurrency", "24", "--json"],
			{
				cwd: dirname(this.#program),
				env: { ...process.env, WITNESS: witness },
				stdio: ["ignore", "pipe", "pipe"],
			},
		);
		let [stdout, stderr] = ["", ""];
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		const closed = once(child, "close");
		const begun = () => lines(witness).length > 0;
		if (kill !== undefined) await killLater(kill, child, witness, begun);
		const [, signal] = await closed;
		const outputs = stdout.trim() === "" ? undefined : JSON.stringify(JSON.parse(stdout));
		return {
			landed: signal === "SIGKILL" && begun() && outputs === undefined,
			started: after(lines(witness), "s "),
			ended: after(lines(witness), "e "),
			keys: after(lines(witness), "k "),
			acknowledged: [],
			points: new Map(),
			outputs,
			stderr,
		};
	}
}
