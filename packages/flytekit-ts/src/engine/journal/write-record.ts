import type { Writer } from "../../wire/codec/writer.js";
import type { JournalRecord, RecordedCall, RecordedError, StatesRecord } from "./record.js";
import { FAULTS, KINDS, PHASES, SOURCES, STATES } from "./record-fields.js";

// Fields in reverse, as the Writer wants them.
/** Writes the fields of a record. Throws WIRE_SURROGATE. */
export function writeRecord(w: Writer, record: JournalRecord | StatesRecord): void {
	switch (record.type) {
		case "call":
			if (record.flow !== undefined) w.uint32(26, record.flow);
			writeBase(w, record);
			if (record.thrown !== undefined) w.string(21, record.thrown);
			if (record.eager !== undefined) w.string(20, Buffer.from(record.eager, "latin1").toString("hex"));
			if (record.version !== "") w.string(16, record.version);
			writeError(w, record.error);
			if (record.outputs !== undefined) w.bytesField(12, record.outputs);
			if (record.inputs !== undefined) w.bytesField(11, record.inputs);
			w.uint32(10, record.attempts);
			w.double(9, record.endedAt);
			w.double(8, record.startedAt);
			w.uint32(7, SOURCES.indexOf(record.source));
			w.uint32(6, PHASES.indexOf(record.phase));
			w.uint32(5, KINDS.indexOf(record.kind));
			w.string(4, record.name);
			w.string(3, record.path);
			writeKey(w, record.key);
			return;
		case "attempt":
			if (record.call !== undefined && record.call.version !== "") w.string(16, record.call.version);
			writeError(w, record.error);
			w.uint32(18, record.kind === "system" ? 1 : 0);
			w.uint32(17, record.maxAttempts);
			w.uint32(7, record.willRetry ? 1 : 0);
			w.double(9, record.at);
			w.uint32(10, record.attempt);
			w.string(4, record.name);
			w.string(3, record.path);
			if (record.call !== undefined) writeKey(w, record.call.key);
			return;
		case "log":
			w.optionalString(15, record.text.toWellFormed());
			w.double(9, record.at);
			w.uint32(10, record.attempt);
			w.uint32(7, record.stream === "stdout" ? 0 : 1);
			w.string(4, record.name);
			w.string(3, record.path);
			return;
		case "graph":
			writeBase(w, record.call);
			if (record.shape !== undefined) w.string(15, record.shape);
			w.double(9, record.at);
			w.uint32(10, record.nodes);
			w.string(4, record.name);
			w.string(3, record.path);
			if (record.call !== undefined) writeKey(w, record.call.key);
			return;
		case "state":
			writeBase(w, record.call);
			// 0 is not written, and an array may be empty
			if (record.isStopped === true) w.uint32(18, 1);
			if (record.elements !== undefined) w.uint32(10, record.elements + 1);
			w.double(9, record.at);
			w.uint32(7, STATES.indexOf(record.state));
			w.string(3, record.path);
			if (record.call !== undefined) writeKey(w, record.call.key);
			return;
		case "late":
			writeError(w, record.error);
			w.double(9, record.at);
			w.string(4, record.name);
			w.string(3, record.path);
			return;
		case "states":
			w.string(15, record.steps.join("\0"));
			w.double(9, record.at);
			w.uint32(7, STATES.indexOf(record.state));
			w.string(3, record.path);
			return;
		case "ask":
			if (record.value !== undefined) w.bytesField(12, record.value);
			w.bytesField(11, record.expects);
			w.double(9, record.at);
			w.uint32(7, record.ask === "approve" ? 0 : 1);
			w.string(4, record.name);
			w.string(3, record.path);
			return;
		case "stretch":
			w.double(9, record.at);
	}
}

function writeError(w: Writer, error: RecordedError | undefined): void {
	if (error === undefined) return;
	if (error.stack !== undefined && error.stack !== "") w.string(19, error.stack.toWellFormed());
	if (error.name !== undefined && error.name !== "") w.string(24, error.name.toWellFormed());
	if (error.outcomeKind !== undefined) w.uint32(23, FAULTS.indexOf(error.outcomeKind));
	if (error.thrownCode !== undefined) w.string(22, error.thrownCode);
	w.string(14, error.message.toWellFormed());
	w.string(13, error.code);
}

function writeBase(w: Writer, call: RecordedCall | undefined): void {
	if (call?.from !== undefined) w.uint32(27, call.from);
	if (call?.base === undefined) return;
	w.latin1(call.base);
	w.varint((25 << 3) | 2);
}

function writeKey(w: Writer, key: string): void {
	w.latin1(key);
	w.varint((2 << 3) | 2);
}
