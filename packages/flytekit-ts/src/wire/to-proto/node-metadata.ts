import type { NodeMetadata } from "../../graph/graph.js";
import { checkCount } from "../codec/range.js";
import type { Writer } from "../codec/writer.js";
import { writeMilliseconds } from "./duration.js";

/** Content of a flyteidl.core.NodeMetadata. Retries are always there, empty for none: flytekit's do the same. */
export function writeMetadata(w: Writer, metadata: NodeMetadata): void {
	if (metadata.cacheSerializable !== undefined) w.uint32(9, metadata.cacheSerializable ? 1 : 0);
	if (metadata.cacheVersion !== undefined) w.string(8, metadata.cacheVersion);
	if (metadata.cacheable !== undefined) w.uint32(7, metadata.cacheable ? 1 : 0);
	if (metadata.interruptible !== undefined) w.uint32(6, metadata.interruptible ? 1 : 0);
	writeRetries(w, 5, metadata.retries ?? 0);
	if (metadata.timeoutMs !== undefined) writeMilliseconds(w, 4, metadata.timeoutMs);
	w.optionalString(1, metadata.name);
}

/** A flyteidl.core.RetryStrategy field. */
export function writeRetries(w: Writer, field: number, retries: number): void {
	checkCount(retries, "retries");
	const mark = w.size;
	if (retries > 0) w.uint32(5, retries);
	w.close(field, mark);
}
