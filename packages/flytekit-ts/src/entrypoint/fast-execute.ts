import { spawn } from "node:child_process";
import { constants } from "node:os";
import { resolve } from "node:path";
import type { BlobStore } from "../context/ports/index.js";
import { displayUri } from "../context/uri.js";
import { describeThrown, FlyteError, isFlyteError, labelled } from "../errors/index.js";
import { environmentStores } from "../storage/index.js";
import { isTemplate, splitArguments } from "./arguments.js";
import { main } from "./main.js";

const COMMAND = "tsflyte-fast-execute";
const OWN_COMMANDS = ["tsflyte-execute", "tsflyte-map-execute"] as const;

/** Code that is fetched before the command runs that needs it. */
interface Distribution {
	readonly uri: string;
	readonly folder: string;
}

/**
 * `tsflyte-fast-execute --additional-distribution URI --dest-dir DIR -- COMMAND ...`: fetches the archive with the code, unpacks it, and runs the
 * command on it. One of our own runs in this process, and answers for a code that cannot be had as for any other failure; others run as they
 * are, in the folder. flytekit: pyflyte-fast-execute.
 */
export async function fastExecute(argv: readonly string[]): Promise<void> {
	let given: { distribution: Distribution; destination: string; command: readonly string[] };
	try {
		given = fastArguments(argv);
	} catch (thrown) {
		const [name, ...rest] = argv.slice(argv.indexOf("--") + 1);
		const inner = OWN_COMMANDS.find((one) => one === name);
		// its arguments may say where an answer goes
		if (inner !== undefined) return main(inner, { argv: rest, prepare: () => Promise.reject(thrown) });
		console.error(labelled(describeThrown(thrown)));
		process.exit(2);
	}
	const { distribution, destination, command } = given;
	const [name = "", ...rest] = command;
	const own = OWN_COMMANDS.find((one) => one === name);
	if (own === undefined) return runOther(command, distribution);
	// what a dynamic starts is to find the same code
	const added = ["--dynamic-addl-distro", distribution.uri, "--dynamic-dest-dir", destination];
	return main(own, {
		argv: [...added, ...rest],
		folder: distribution.folder,
		prepare: () => fetchCode(distribution, environmentStores()),
	});
}

/** Throws ENTRYPOINT_ARGUMENTS. */
function fastArguments(argv: readonly string[]) {
	const { options, rest } = splitArguments(COMMAND, argv);
	const wayOut = "register the task again with this version of the package: it writes this command";
	const needed = (option: string) => {
		const value = options.get(option);
		if (value !== undefined && value !== "" && !isTemplate(value)) return value;
		const what = value === undefined || value === "" ? "is missing" : `is ${value}, a template that nobody filled in`;
		throw new FlyteError("ENTRYPOINT_ARGUMENTS", `${COMMAND}: --${option} ${what}`, { wayOut });
	};
	if (rest.length === 0) {
		throw new FlyteError("ENTRYPOINT_ARGUMENTS", `${COMMAND}: nothing after -- says what to run`, { wayOut });
	}
	const destination = needed("dest-dir");
	const distribution = { uri: needed("additional-distribution"), folder: resolve(destination) };
	return { distribution, destination, command: rest };
}

/** Throws ENTRYPOINT_DISTRIBUTION with the reason as its cause. */
async function fetchCode({ uri, folder }: Distribution, blobs: BlobStore): Promise<void> {
	try {
		const [bytes, { unpackArchive }] = await Promise.all([
			blobs.read(uri),
			import("../context/archive/unpack-archive.js"),
		]);
		unpackArchive(bytes, folder);
	} catch (cause) {
		const [what, wayOut] = isFlyteError(cause)
			? [cause.summary, cause.details.wayOut]
			: [describeThrown(cause).message, undefined];
		throw new FlyteError("ENTRYPOINT_DISTRIBUTION", `the code at ${displayUri(uri)} cannot be had: ${what}`, {
			cause,
			...(wayOut === undefined ? {} : { wayOut }),
		});
	}
}

async function runOther([name = "", ...args]: readonly string[], distribution: Distribution): Promise<void> {
	try {
		await fetchCode(distribution, environmentStores());
	} catch (thrown) {
		console.error(labelled(describeThrown(thrown)));
		process.exit(1);
	}
	const child = spawn(name, args, { cwd: distribution.folder, stdio: "inherit" });
	const forward = (signal: NodeJS.Signals) => child.kill(signal);
	process.on("SIGTERM", forward).on("SIGINT", forward);
	const code = await new Promise<number>((done) => {
		child.once("error", (error) => {
			console.error(`${COMMAND}: cannot run ${name}: ${error.message}`);
			done(127);
		});
		child.once("close", (status, signal) => done(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
	});
	process.exit(code);
}
