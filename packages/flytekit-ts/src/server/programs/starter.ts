import { systemRandom } from "../../context/ports/index.js";
import { FlyteError } from "../../errors/index.js";
import type { NativeType } from "../../types/index.js";
import type { Launcher } from "../local/launcher.js";
import type { JsonRules } from "../values/json-rules.js";
import type { EntityView } from "../view-model.js";
import type { Programs } from "./programs.js";

/** What is wrong with one input. */
export interface InputProblem {
	readonly name: string;
	readonly message: string;
}

export interface StarterOptions {
	readonly store: string;
	readonly cwd: string;
	readonly json: JsonRules;
	/** Whether the store has a run. */
	readonly has: (id: string) => boolean;
}

/** Begins runs from the launch form, and says what is wrong with its values before. */
export class Starter {
	readonly #programs: Programs;
	readonly #launcher: Launcher;
	readonly #options: StarterOptions;

	constructor(programs: Programs, launcher: Launcher, options: StarterOptions) {
		this.#programs = programs;
		this.#launcher = launcher;
		this.#options = options;
	}

	/** By the rules of `--inputs-file`, without running anything of the program. `text` is a JSON object. Throws SERVER_NOT_FOUND, SERVER_REQUEST. */
	check(file: string, entity: string, text: string): readonly InputProblem[] {
		const { inputs: fields } = this.#entity(file, entity);
		const problems: InputProblem[] = [];
		const { json, cwd } = this.#options;
		const inputs = this.#inputsOf(text);
		for (const { name, type, required, typeText } of fields) {
			if (!Object.hasOwn(inputs, name)) {
				if (required) problems.push({ name, message: `is missing: ${typeText}` });
				continue;
			}
			// only the program itself knows its registered types
			if (mentionsCustom(type as NativeType)) continue;
			try {
				json.toNative(inputs[name], type as NativeType, cwd);
			} catch (error) {
				const wrong = json.problemOf(error);
				if (wrong === undefined) throw error;
				problems.push({ name, message: wrong.path === "" ? wrong.text : `${wrong.path}: ${wrong.text}` });
			}
		}
		return problems;
	}

	/** Begins a run; gives its id when it is in the store. Throws SERVER_NOT_FOUND, SERVER_LAUNCH. */
	async start(file: string, entity: string, text: string): Promise<string> {
		this.#entity(file, entity);
		this.#inputsOf(text);
		const id = systemRandom.id(20);
		const path = this.#programs.pathOf(file) as string;
		const how = ["--store", this.#options.store, "--run-id", id, "--await-signals", "--inputs-file", "-"];
		const args = ["run", ...how, path, entity];
		await this.#launcher.begin(args, text, () => this.#options.has(id));
		return id;
	}

	/** As text, so that integers beyond 2^53 are what was typed. */
	#inputsOf(text: string): Readonly<Record<string, unknown>> {
		const { json } = this.#options;
		try {
			const value = json.parse(text);
			if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
		} catch (error) {
			const wrong = json.problemOf(error);
			if (wrong === undefined) throw error;
			throw new FlyteError("SERVER_REQUEST", `the inputs are no JSON: ${wrong.text}`);
		}
		throw new FlyteError("SERVER_REQUEST", "the inputs are no JSON object");
	}

	#entity(file: string, name: string): EntityView {
		const program = this.#programs.views.find((view) => view.file === file);
		const found = program?.entities.find((entity) => entity.name === name);
		if (found !== undefined) return found;
		throw new FlyteError("SERVER_NOT_FOUND", `${JSON.stringify(file)} has no entity ${JSON.stringify(name)}`);
	}
}

function mentionsCustom(type: NativeType): boolean {
	return JSON.stringify(type).includes('"kind":"custom"');
}
