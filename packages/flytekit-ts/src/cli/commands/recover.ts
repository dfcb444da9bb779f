import { nativeOutputs } from "../../authoring/callable.js";
import type { RunStore } from "../../engine/journal/run-store.js";
import { currentConvert } from "../../graph/runner-port.js";
import { codeVersions } from "../../loader/code-versions.js";
import { decodeLiteralMap } from "../../wire/literals.js";
import { commandArgs } from "../args/command-args.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import type { Command } from "../command.js";
import { runnableOf } from "../entities.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { prepareInterrupt } from "../interrupt.js";
import type { Io } from "../io.js";
import { refuseMore } from "../local/refuse-more.js";
import { jsonText, outputsJson } from "../output/result-json.js";
import { resultText } from "../output/result-text.js";
import { REMOTE_RECOVER_OPTIONS } from "../remote/again-options.js";
import { RUN_FORMS } from "../remote/execution-of.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";
import { changedCode, changeText } from "../run/changed-code.js";
import { execute, refuseGraphs } from "../run/execute.js";
import { keepOutputs, type Target } from "../run/kept-run.js";
import { loadTarget } from "../run/load-target.js";
import { ENGINE_OPTIONS, type EngineFlags, engineFlags } from "../run/run-options.js";
import { runOf, withStore } from "../store/open-existing.js";

/** `tsflyte recover [RUN]`. */
export const recover: Command = {
	name: "recover",
	usage: "[RUN]",
	description:
		"Goes on with a run that was interrupted, stopped or failed: what is committed is not run again, unless its code has changed " +
		"since; what failed or was under way is. RUN is the run's id, its beginning, or latest, which is meant when it is left out. " +
		"The program is the same file and entity with the inputs of then. A run that has succeeded only gives its result again. " +
		`With --remote a new execution takes over what succeeded. ${RUN_FORMS}`,
	options: [
		{ name: "file", takes: "value", placeholder: "FILE", summary: "where the program is now, if it was moved" },
		{
			name: "salvage",
			takes: "switch",
			summary: "writes what can be read of a damaged store into a new one beside it, and says what is lost",
		},
		REMOTE,
		...ENGINE_OPTIONS,
	],
	remoteOptions: [...DEPLOYMENT_OPTIONS, ...REMOTE_RECOVER_OPTIONS],
	examples: [
		"tsflyte recover",
		"tsflyte recover k3f9",
		"tsflyte recover latest --store runs.db",
		"tsflyte recover --salvage",
		"tsflyte recover --remote --wait f1d3a7c2",
	],
	async run(argv, io) {
		const args = commandArgs(recover, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, recover)) return (await import("../remote/again.js")).remoteRecover(args, io);
		if (switchOf(args, "salvage")) return (await import("../store/salvage.js")).salvage(args, io);
		refuseMore(recover, args, 1);
		return withStore(args, io, engineFlags(args, io), (store) => recoverRun(store, runOf(args), args, io));
	},
};

/** Goes on with a run. */
export async function recoverRun(store: RunStore, id: string, args: ParsedArgs, io: Io): Promise<ExitCode> {
	const { header, summary, end } = store.run(id);
	const given = engineFlags(args, io);
	const flags: EngineFlags = { ...given, engine: { ...header.options, ...given.engine } };
	const target = await loadTarget(header, args, io);
	const say = flags.quiet || flags.json ? () => {} : (text: string) => io.stderr.write(`${text}\n`);
	if (summary.state === "succeeded" && end?.outputs !== undefined) {
		say(`run ${header.id} of ${header.name} has succeeded: nothing is left to do; its result:`);
		return giveAgain(target, end.outputs, flags, io);
	}
	prepareInterrupt(io.stderr);
	const refused = refuseGraphs(target, flags, io);
	if (refused !== undefined) return refused;
	const versions = codeVersions(target.program);
	keepOutputs(store.path, header.id);
	const { journal, damage } = store.recover(header.id);
	say(`run ${header.id} of ${header.name}, begun ${new Date(header.startedAt).toISOString()}: ${summary.state}`);
	const changes = changedCode(header.versions, target.program, versions);
	for (const line of changeText(changes)) say(line);
	if (damage.length > 0) say(damageText(damage.length));
	say(`${journal.recallable} calls are committed; they run again only where their code has changed`);
	return execute(target, flags, { store, journal, versions }, io);
}

/** Prints what a run had given. */
async function giveAgain(
	{ entity }: Target,
	outputs: Uint8Array,
	{ json }: Pick<EngineFlags, "json">,
	io: Io,
): Promise<ExitCode> {
	const native = await nativeOutputs(runnableOf(entity), decodeLiteralMap(outputs), currentConvert());
	io.stdout.write(
		json
			? `${jsonText(outputsJson(native, entity.interface))}\n`
			: resultText(native, entity.interface, io.stdout.isTTY),
	);
	return EXIT.ok;
}

function damageText(count: number): string {
	return `${count} damaged ${count === 1 ? "record" : "records"} of it could not be read: those calls run again`;
}
