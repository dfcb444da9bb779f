import type { LogRecord } from "../../engine/journal/record.js";
import { RunFollower } from "../../engine/journal/run-follower.js";
import { FlyteError, plainText } from "../../errors/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { countOf, switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { painter } from "../output/paint.js";
import { READING, runOf, withStore } from "../store/open-existing.js";
import { rootOf } from "./show.js";

const EVERY_MS = 200;

/** What the tasks of a run printed, attempt by attempt: `tsflyte logs RUN [NODE]`. */
export async function localLogs(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const attempt = countOf(args, "attempt");
	const json = switchOf(args, "json");
	const node = textOf(args, "node") ?? args.positionals[1];
	return withStore(args, io, READING, async (store) => {
		const follower = new RunFollower(store, runOf(args));
		const root = rootOf(store.run(follower.id).header);
		const wanted = node === undefined || node === root || node.startsWith(`${root}/`) ? node : `${root}/${node}`;
		const printer = new LogPrinter(io, json, wanted);
		let isKnown = wanted === undefined;
		for (;;) {
			follower.read(
				() => undefined,
				(record) => {
					if ("path" in record && record.path === wanted) isKnown = true;
					if (record.type !== "log" || !isWanted(record, wanted, attempt)) return;
					printer.print(record);
				},
			);
			if (!switchOf(args, "follow") || follower.isOver) break;
			await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
		}
		printer.end();
		if (!isKnown && !printer.hasPrinted) {
			throw new FlyteError("JOURNAL_NO_RUN", `run ${follower.id} has no node ${JSON.stringify(wanted)}`, {
				wayOut: `tsflyte show ${follower.id} lists them`,
			});
		}
		if (!printer.hasPrinted && !json) io.stderr.write("nothing was printed\n");
		return EXIT.ok;
	});
}

/** Of the node itself, and of what is inside of it. */
function isWanted({ path, attempt }: LogRecord, node: string | undefined, wanted: number | undefined): boolean {
	if (wanted !== undefined && attempt + 1 !== wanted) return false;
	return node === undefined || path === node || path.startsWith(`${node}/`) || path.startsWith(`${node}[`);
}

/** Puts pieces together into lines, each with where it comes from unless that was asked for. */
class LogPrinter {
	hasPrinted = false;
	readonly #io: Io;
	readonly #json: boolean;
	readonly #node: string | undefined;
	readonly #open = new Map<string, { readonly record: LogRecord; text: string }>();

	constructor(io: Io, json: boolean, node: string | undefined) {
		this.#io = io;
		this.#json = json;
		this.#node = node;
	}

	print(record: LogRecord): void {
		this.hasPrinted = true;
		if (this.#json) {
			const { path, name, attempt, at, stream, text } = record;
			this.#io.stdout.write(`${JSON.stringify({ path, name, attempt, at, stream, text })}\n`);
			return;
		}
		const key = `${record.path} ${record.attempt} ${record.stream}`;
		const lines = ((this.#open.get(key)?.text ?? "") + record.text).split("\n");
		const rest = lines.pop() ?? "";
		for (const line of lines) this.#line(record, line);
		if (rest === "") this.#open.delete(key);
		else this.#open.set(key, { record, text: rest });
	}

	/** Last lines that nobody ended. */
	end(): void {
		for (const { record, text } of this.#open.values()) this.#line(record, text);
		this.#open.clear();
	}

	#line({ path, attempt }: LogRecord, line: string): void {
		const { stdout } = this.#io;
		const text = stdout.isTTY ? plainText(line) : line;
		const from = attempt === 0 ? path : `${path} attempt ${attempt + 1}`;
		stdout.write(path === this.#node ? `${text}\n` : `${painter(stdout).dim(`${from} |`)} ${text}\n`);
	}
}
