import type { DataConfigSpec, ExtendedResourcesSpec, K8sPodSpec, ResourceList } from "../../graph/task-template.js";
import { compareKeys } from "../codec/keys.js";
import { writeStruct } from "../codec/write-json.js";
import type { Writer } from "../codec/writer.js";

/** Names of flyteidl.core.Resources.ResourceName with their numbers, in the order flytekit lists them. */
export const RESOURCES: readonly (readonly [keyof ResourceList, number])[] = [
	["ephemeralStorage", 5],
	["storage", 4],
	["cpu", 1],
	["gpu", 2],
	["memory", 3],
];

/** Content of a flyteidl.core.Resources. */
export function writeResources(w: Writer, requests: ResourceList = {}, limits: ResourceList = {}): void {
	writeEntries(w, 2, limits);
	writeEntries(w, 1, requests);
}

function writeEntries(w: Writer, field: number, list: ResourceList): void {
	for (let i = RESOURCES.length - 1; i >= 0; i--) {
		const [key, name] = RESOURCES[i] as (typeof RESOURCES)[number];
		const value = list[key];
		if (value === undefined) continue;
		const mark = w.size;
		w.optionalString(2, value);
		w.uint32(1, name);
		w.close(field, mark);
	}
}

/** Content of a flyteidl.core.ExtendedResources. */
export function writeExtendedResources(w: Writer, resources: ExtendedResourcesSpec): void {
	const { gpuAccelerator: gpu, sharedMemory: memory } = resources;
	const mark = w.size;
	if (memory !== undefined) {
		w.optionalString(3, memory.sizeLimit);
		w.optionalString(2, memory.mountName);
		w.optionalString(1, memory.mountPath);
		w.close(2, mark);
	}
	if (gpu !== undefined) {
		const inner = w.size;
		// One oneof: a size wins over "the whole device".
		if (gpu.partitionSize !== undefined) w.string(3, gpu.partitionSize);
		else if (gpu.unpartitioned !== undefined) w.uint32(2, gpu.unpartitioned ? 1 : 0);
		w.optionalString(1, gpu.device);
		w.close(1, inner);
	}
}

/** flyteidl.core.DataLoadingConfig.LiteralMapFormat, by position. */
export const DATA_FORMATS = ["json", "yaml", "proto"] as const;

/** A flyteidl.core.DataLoadingConfig as that field; nothing for none. */
export function writeDataConfig(w: Writer, field: number, config: DataConfigSpec | undefined): void {
	if (config === undefined) return;
	const mark = w.size;
	const format = DATA_FORMATS.indexOf(config.format);
	if (format > 0) w.uint32(4, format);
	w.optionalString(3, config.outputPath);
	w.optionalString(2, config.inputPath);
	if (config.enabled) w.uint32(1, 1);
	w.close(field, mark);
}

/** Content of a flyteidl.core.K8sPod. */
export function writeK8sPod(w: Writer, pod: K8sPodSpec): void {
	w.optionalString(4, pod.primaryContainerName);
	writeDataConfig(w, 3, pod.dataConfig);
	const spec = w.size;
	writeStruct(w, pod.podSpec);
	w.close(2, spec);
	const metadata = w.size;
	writeRecord(w, 2, pod.annotations);
	writeRecord(w, 1, pod.labels);
	w.close(1, metadata);
}

/** A map<string, string> field from a plain object, keys sorted. */
export function writeRecord(w: Writer, field: number, record: Readonly<Record<string, string>>): void {
	const keys = Object.keys(record).sort(compareKeys);
	for (let i = keys.length - 1; i >= 0; i--) {
		const key = keys[i] as string;
		const entry = w.size;
		w.string(2, record[key] as string);
		w.string(1, key);
		w.close(field, entry);
	}
}
