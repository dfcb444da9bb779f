import { systemRandom } from "../../context/ports/index.js";
import { baseNameOf } from "../../context/uri.js";
import { FlyteError } from "../../errors/index.js";
import type { FlyteRemote } from "../../remote/index.js";
import type { ConvertContext, Literal } from "../../types/index.js";
import type { Download } from "../run-source.js";
import type { JsonRules } from "../values/json-rules.js";
import { fileAt, type ValuePath } from "../values/shown-value.js";
import { tableOf } from "../values/table.js";
import { type InputTypes, inputsJson, literalJson } from "../values/value-json.js";
import type { TableView } from "../view-model.js";
import type { Executions, Seen } from "./executions.js";
import { elementOf, type Values, valuesOfElement } from "./remote-node.js";

/** A value's place: a node of an execution, as the page's addresses name it. */
export interface ValueAddress {
	readonly run: string;
	readonly path: string;
	readonly side: "inputs" | "outputs";
	readonly name: string;
}

/** Values of a deployment's executions. Files are read by the client, which judges what URIs in values may lead to. */
export class RemoteValues {
	readonly #remote: FlyteRemote;
	readonly #executions: Executions;
	readonly #json: JsonRules;
	readonly #convert: ConvertContext;

	constructor(remote: FlyteRemote, executions: Executions, json: JsonRules) {
		this.#remote = remote;
		this.#executions = executions;
		this.#json = json;
		this.#convert = { blobs: remote.blobs, random: systemRandom, rawOutputPrefix: "mem://page" };
	}

	/** What a node was given and gave, or one element of an array; undefined where the execution has no such node. */
	async of({ execution, model }: Seen, path: string): Promise<Values | undefined> {
		if (path === model.root) {
			const inputs = await execution.inputLiterals();
			const outputs = execution.phase === "SUCCEEDED" ? await execution.outputLiterals() : new Map();
			return { inputs, outputs };
		}
		const element = elementOf(path);
		const tree = model.trees.get(element?.array ?? path);
		if (tree === undefined) return undefined;
		const { id } = tree.node;
		const isOwn = id.execution.name === execution.id.name;
		const owner = isOwn ? execution : (await this.#executions.look(id.execution.name)).execution;
		const values = await owner.nodeLiterals(id.nodeId);
		return element === undefined ? values : valuesOfElement(values, tree.calls, element.index);
	}

	/** An execution's inputs, as another one is begun with them. */
	async inputs(run: string, types: InputTypes): Promise<Readonly<Record<string, unknown>>> {
		const { execution } = await this.#executions.look(run);
		return inputsJson(await execution.inputLiterals(), this.#convert, this.#json, types);
	}

	async json(at: ValueAddress): Promise<Download> {
		const { name } = at;
		const json = await literalJson(await this.#literal(at), this.#convert, name, this.#json);
		const body = new TextEncoder().encode(JSON.stringify(json, undefined, "\t"));
		return { name: `${name}.json`, type: "application/json", body };
	}

	/** A file as it comes; of a folder the list of its files. */
	async file(at: ValueAddress, inside: ValuePath): Promise<Download> {
		const literal = fileAt(await this.#literal(at), inside);
		if (literal === undefined) throw new FlyteError("SERVER_NOT_FOUND", "the value has no such file");
		if (literal.kind === "blob" && literal.type.dimensionality === "multipart") {
			const text = `${(await this.#remote.blobs.list(literal.uri)).join("\n")}\n`;
			return { name: `${at.name}.txt`, type: "text/plain; charset=utf-8", body: new TextEncoder().encode(text) };
		}
		const body = await this.#remote.openDownload(literal.uri);
		return { name: baseNameOf(literal.uri) || at.name, type: "application/octet-stream", body };
	}

	async table(at: ValueAddress, inside: ValuePath): Promise<TableView> {
		const literal = fileAt(await this.#literal(at), inside);
		if (literal === undefined) throw new FlyteError("SERVER_NOT_FOUND", "the value has no such dataset");
		return tableOf(literal, this.#convert);
	}

	async #literal({ run, path, side, name }: ValueAddress): Promise<Literal> {
		const literal = (await this.of(await this.#executions.seen(run), path))?.[side].get(name);
		if (literal !== undefined) return literal;
		throw new FlyteError("SERVER_NOT_FOUND", `${path} has no ${side} ${JSON.stringify(name)}`);
	}
}
