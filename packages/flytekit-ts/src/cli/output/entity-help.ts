import { plainText } from "../../errors/plain-text.js";
import type { InputVariable, TypedInterface } from "../../interface/typed-interface.js";
import type { LoadedModule } from "../../loader/index.js";
import { describeType, reviveConstant } from "../../types/index.js";
import type { OptionSpec } from "../args/option.js";
import { entitiesOf, type NamedEntity, noEntities, runnableOf } from "../entities.js";
import { type InputFlag, inputFlags, isRequired } from "../inputs/entity-flags.js";
import type { Sink } from "../io.js";
import { twoColumns, wrap } from "./columns.js";
import { optionRow, widthOf } from "./help-text.js";
import { painter } from "./paint.js";
import { jsonText, toJson } from "./result-json.js";
import { signatureOf } from "./signature.js";

/** The help of one entity: what it does, a flag for each input with type and default, what it gives. */
export function entityHelp(
	name: string,
	entity: NamedEntity,
	iface: TypedInterface,
	file: string,
	runOptions: readonly OptionSpec[],
	sink: Sink,
): string {
	const paint = painter(sink);
	const width = widthOf(sink);
	const flags = inputFlags(iface);
	const required = flags.filter((flag) => isRequired(flag.input)).map((flag) => optionRow(flag)[0]);
	const usage = [...required, ...(flags.length > required.length ? ["[flags]"] : [])];
	let text = `${[paint.bold(`tsflyte run ${file} ${name}`), ...usage].join(" ")}\n`;
	for (const part of [entity.docs?.shortDescription, entity.docs?.longDescription]) {
		if (part !== undefined && part.trim() !== "") text += `\n${wrap(plainText(part.trim()), width).join("\n")}\n`;
	}
	if (flags.length > 0) text += `\n${paint.bold("Inputs")}\n${twoColumns(flags.map(inputRow), width)}`;
	const outputs = [...iface.outputs.values()].map(
		(variable) => [variable.name, about(describeType(variable.type), variable.description)] as const,
	);
	if (outputs.length > 0) text += `\n${paint.bold("Outputs")}\n${twoColumns(outputs, width)}`;
	text += `\n${paint.bold("Flags of run")}\n${twoColumns(runOptions.map(optionRow), width)}`;
	return text;
}

/** What a file can run, one line each. */
export function entityList(module: LoadedModule, file: string, sink: Sink): string {
	const paint = painter(sink);
	const entities = [...entitiesOf(module)];
	if (entities.length === 0) return `${file}: ${noEntities}\n`;
	const rows = entities.map(([name, entity]) => {
		const docs = entity.docs?.shortDescription;
		return [name, about(signatureOf(runnableOf(entity).interface), docs)] as const;
	});
	return `${paint.bold(file)} can run\n${twoColumns(rows, widthOf(sink))}`;
}

function inputRow(flag: InputFlag): [string, string] {
	const [left] = optionRow(flag);
	const facts = [describeType(flag.input.type), factOf(flag.input)].filter((fact) => fact !== "").join(", ");
	return [flag.takes === "switch" ? `--[no-]${flag.name}` : left, about(facts, flag.input.description)];
}

function factOf(input: InputVariable): string {
	if (input.default !== undefined) return `default ${defaultText(input)}`;
	return isRequired(input) ? "required" : "optional";
}

/** The default as it could be typed. */
export function defaultText(input: InputVariable): string {
	const text = jsonText(toJson(reviveConstant(input.default as NonNullable<typeof input.default>), input.type), 0);
	return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function about(facts: string, description: string | undefined): string {
	if (description === undefined || description.trim() === "") return facts;
	return `${facts}: ${plainText(description.trim()).replace(/\s+/g, " ")}`;
}
