import type { TypedInterface } from "../../interface/typed-interface.js";
import type { Occurrence } from "../args/option.js";
import type { ParsedArgs } from "../args/parse.js";
import { textOf } from "../args/values.js";
import type { Io } from "../io.js";
import type { GivenJson } from "./collect-inputs.js";
import { isRequired } from "./entity-flags.js";
import { inputsFile, inputsFromStdin } from "./inputs-file.js";

/** How long an open pipe may stay silent before it counts as not meant for us (a CI that leaves standard input open). */
const PATIENCE_MS = 2000;

/**
 * The inputs that do not come from flags: those of `--inputs-file`, of `-` standard input, or of a standard input that is
 * plainly meant: a redirected file, or a pipe when no input flag is given and an input is required.
 */
export async function givenJson(
	options: ParsedArgs,
	uses: readonly Occurrence[],
	iface: TypedInterface,
	io: Io,
): Promise<GivenJson | undefined> {
	const file = textOf(options, "inputs-file");
	if (file === "-") return inputsFromStdin(io.stdin.stream);
	if (file !== undefined) return inputsFile(file, io.cwd);
	if (iface.inputs.size === 0) return undefined;
	if (io.stdin.kind === "file") return inputsFromStdin(io.stdin.stream);
	const isMeant = io.stdin.kind === "pipe" && uses.length === 0 && [...iface.inputs.values()].some(isRequired);
	return isMeant ? inputsFromStdin(io.stdin.stream, PATIENCE_MS) : undefined;
}
