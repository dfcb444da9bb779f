import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import type { Binding, PromiseBinding } from "../../graph/binding.js";
import { type Node, type NodeMetadata, type NodeTarget, targetEntity } from "../../graph/graph.js";
import { COUNTED_ROOM, CountedIds } from "../codec/counted-ids.js";
import { FieldTexts } from "../codec/field-texts.js";
import type { Writer } from "../codec/writer.js";
import { isPlainPromise, PROMISE_ROOM, putPromise, writeBindingData, writeUpstream } from "./binding.js";
import { writeMetadata } from "./node-metadata.js";
import { writeTarget } from "./target.js";

/** What an id, an integer or a promise takes at most, with the messages around it. */
const ROOM = PROMISE_ROOM + 2 * COUNTED_ROOM;

/** Writes nodes; what the same entity's nodes have in common is encoded once. */
export class NodeWriter {
	readonly settings: SerializationSettings;
	/** Of what nodes without overrides call. */
	private readonly targets = new Map<object, Uint8Array>();
	/** What the node before called, without overrides: loops call one task over and over. */
	private lastTarget: NodeTarget | undefined;
	private lastTargetBytes: Uint8Array = new Uint8Array();
	/** Nodes of one entity share the object, and tend to come in a row: the last one is all that is worth keeping. */
	private lastMetadata: NodeMetadata | undefined;
	private lastMetadataBytes: Uint8Array = new Uint8Array();
	private readonly ids = new CountedIds();
	private readonly sources = new CountedIds();
	private readonly inputNames = new FieldTexts(1);

	constructor(settings: SerializationSettings) {
		this.settings = settings;
	}

	/**
	 * A repeated flyteidl.core.Node field, or one such field. Two nodes with one id are refused: Flyte would drop one silently.
	 *
	 * A loop of a hundred thousand calls ends here, in a container that does it once. V8 meets this code cold, and what gets warm
	 * it compiles anew inside each function that calls it: so what a call in a loop mostly is, with integers and whole outputs of
	 * other calls, is one function over local variables. All else goes through the writer.
	 */
	writeNodes(w: Writer, field: number, nodes: readonly Node[]): void {
		const { ids, sources } = this;
		const prefix = nodes[0]?.prefix;
		let above = Number.POSITIVE_INFINITY;
		let counted = true;
		let at = w.reserve(ROOM);
		let { buffer } = w;
		for (let i = nodes.length - 1; i >= 0; i--) {
			const node = nodes[i] as Node;
			const { target, inputs, metadata, number } = node;
			const mark = buffer.length - at;

			if (target === this.lastTarget && node.overrides === undefined) {
				const bytes = this.lastTargetBytes;
				if (at < bytes.length + ROOM) {
					w.wrote(at);
					at = w.reserve(bytes.length + ROOM);
					buffer = w.buffer;
				}
				at -= bytes.length;
				buffer.set(bytes, at);
			} else {
				w.wrote(at);
				this.writeTarget(w, node);
				at = w.reserve(ROOM);
				buffer = w.buffer;
			}

			let source: PromiseBinding | undefined;
			let plain = node.outputAliases === undefined && node.after.length === 0;
			for (let v = 0; v < inputs.length; v++) {
				const { data } = inputs[v] as Binding;
				if (data.kind === "literal") continue;
				if (data.kind === "promise" && source === undefined && data.source?.number !== undefined) source = data;
				else plain = false;
			}
			if (!plain) {
				w.wrote(at);
				if (node.outputAliases !== undefined) writeAliases(w, 5, node.outputAliases);
				writeUpstream(w, 4, inputs, node.after);
				at = w.reserve(ROOM);
				buffer = w.buffer;
			} else if (source !== undefined) {
				const { prefix, number } = source.source as Node;
				at = sources.put(buffer, at, 0x22, prefix as string, number as number);
			}

			for (let v = inputs.length - 1; v >= 0; v--) {
				const { data, var: name } = inputs[v] as Binding;
				const texts = this.inputNames.bytes(name);
				const binding = buffer.length - at;
				let value = -1;
				if (data.kind === "literal" && data.literal.kind === "integer") value = Number(data.literal.value);
				if (at < texts.length + ROOM) {
					w.wrote(at);
					at = w.reserve(texts.length + ROOM);
					buffer = w.buffer;
				}
				if (value >= 0 && value < 0x4000) {
					let length = 1;
					if (value < 0x80) buffer[at - 1] = value;
					else {
						length = 2;
						buffer[at - 1] = value >> 7;
						buffer[at - 2] = (value & 0x7f) | 0x80;
					}
					at -= length + 5;
					buffer[at + 4] = 0x08;
					buffer[at + 3] = length + 1;
					buffer[at + 2] = 0x0a;
					buffer[at + 1] = length + 3;
					buffer[at] = 0x0a;
				} else if (isPlainPromise(data)) at = putPromise(buffer, at, data);
				else {
					w.wrote(at);
					writeBindingData(w, data);
					at = w.reserve(texts.length + ROOM);
					buffer = w.buffer;
				}
				const length = buffer.length - at - binding;
				if (length + texts.length < 0x7e) {
					buffer[at - 1] = length;
					buffer[at - 2] = 0x12;
					at -= texts.length + 2;
					buffer.set(texts, at);
					buffer[at - 1] = length + texts.length + 2;
					buffer[at - 2] = 0x1a;
					at -= 2;
				} else {
					w.wrote(at);
					w.close(2, binding);
					w.raw(texts);
					w.close(3, binding);
					at = w.reserve(ROOM);
					buffer = w.buffer;
				}
			}

			if (metadata === this.lastMetadata) {
				const bytes = this.lastMetadataBytes;
				if (at < bytes.length + ROOM) {
					w.wrote(at);
					at = w.reserve(bytes.length + ROOM);
					buffer = w.buffer;
				}
				at -= bytes.length;
				buffer.set(bytes, at);
			} else {
				w.wrote(at);
				this.writeMetadata(w, metadata);
				at = w.reserve(ROOM);
				buffer = w.buffer;
			}
			if (number !== undefined) at = ids.put(buffer, at, 0x0a, node.prefix as string, number);
			else {
				w.wrote(at);
				w.optionalString(1, node.id);
				at = w.reserve(ROOM);
				buffer = w.buffer;
			}
			const length = buffer.length - at - mark;
			if (length < 0x80 && field < 16) {
				buffer[at - 1] = length;
				buffer[at - 2] = (field << 3) | 2;
				at -= 2;
			} else {
				w.wrote(at);
				w.close(field, mark);
				at = w.reserve(ROOM);
				buffer = w.buffer;
			}
			if (number === undefined || number >= above || node.prefix !== prefix) counted = false;
			else above = number;
		}
		w.wrote(at);
		// numbers that only rise are of different nodes: they need no list of ids
		if (!counted) refuseDuplicates(nodes);
	}

	/** The metadata field of a node. */
	writeMetadata(w: Writer, metadata: NodeMetadata): void {
		const mark = w.size;
		writeMetadata(w, metadata);
		w.close(2, mark);
		this.lastMetadata = metadata;
		this.lastMetadataBytes = w.bytes(mark);
	}

	private writeTarget(w: Writer, node: Node): void {
		const { target, overrides } = node;
		const entity = overrides === undefined && target.kind !== "array" ? targetEntity(target) : undefined;
		let bytes = entity && this.targets.get(entity);
		if (bytes === undefined) {
			const mark = w.size;
			writeTarget(w, node, this);
			if (entity === undefined) return;
			bytes = w.bytes(mark);
			this.targets.set(entity, bytes);
		} else w.raw(bytes);
		this.lastTarget = target;
		this.lastTargetBytes = bytes;
	}
}

/** A repeated flyteidl.core.Alias field. */
function writeAliases(w: Writer, field: number, aliases: ReadonlyMap<string, string>): void {
	for (const [name, alias] of [...aliases].reverse()) {
		const mark = w.size;
		w.optionalString(2, alias);
		w.optionalString(1, name);
		w.close(field, mark);
	}
}

function refuseDuplicates(nodes: readonly Node[]): void {
	const seen = new Set<string>();
	for (const node of nodes) {
		if (seen.has(node.id)) throw duplicateNode(node, nodes);
		seen.add(node.id);
	}
}

function duplicateNode(node: Node, nodes: readonly Node[]): FlyteError {
	const twins = nodes.filter((other) => other.id === node.id);
	const places = twins.map((n) => n.location && `${n.location.file}:${n.location.line}`).filter(Boolean);
	const where = places.length > 0 ? ` (${places.join(" and ")})` : "";
	return new FlyteError("WIRE_DUPLICATE_ID", `${twins.length} nodes have the id "${node.id}"${where}`, {
		node: node.id,
		wayOut: "give them different names with withOverrides({ nodeName })",
		...(node.location === undefined ? {} : { location: node.location }),
	});
}
