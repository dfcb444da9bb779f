import { FlyteError } from "../errors/index.js";
import { quantity } from "./resources.js";
import type { ExtendedResourcesSpec } from "./task-template.js";

/**
 * A kind of GPU or TPU, whole or a part of it. Made by `accelerator(...)`, or one of `accelerators`.
 * flytekit: GPUAccelerator and its like.
 */
export interface Accelerator {
	/** The label that nodes of the cluster carry: `nvidia-tesla-a100`. */
	readonly device: string;
	/** `2g.10gb` of a GPU that can be divided, `2x2` of a TPU. */
	readonly partitionSize?: string;
	/** true asks for a GPU that is not divided, where it could be. */
	readonly unpartitioned?: boolean;
}

const MOUNT_NAME = "flyte-shared-memory";
const MOUNT_PATH = "/dev/shm";

/**
 * What a task asks for beside cpu and memory; undefined for nothing. `sharedMemory: true` has no limit of its own.
 * Throws GRAPH_RESOURCES for an accelerator without device, one that is both whole and divided, or a bad quantity.
 */
export function extendedResources(
	accelerator: Accelerator | undefined,
	sharedMemory: boolean | string | number | undefined,
): ExtendedResourcesSpec | undefined {
	const shared = sharedMemory === false ? undefined : sharedMemory;
	if (accelerator === undefined && shared === undefined) return undefined;
	if (accelerator !== undefined) checkAccelerator(accelerator);
	return {
		...(accelerator === undefined ? {} : { gpuAccelerator: accelerator }),
		...(shared === undefined
			? {}
			: {
					sharedMemory: {
						mountName: MOUNT_NAME,
						mountPath: MOUNT_PATH,
						...(shared === true ? {} : { sizeLimit: quantity("sharedMemory", shared) }),
					},
				}),
	};
}

function checkAccelerator({ device, partitionSize, unpartitioned }: Accelerator): void {
	if (typeof device !== "string" || device === "") {
		throw new FlyteError("GRAPH_RESOURCES", "accelerator names no device", {
			path: "accelerator",
			wayOut: 'use one of `accelerators`, such as accelerators.A100, or accelerator("nvidia-h100")',
		});
	}
	if (partitionSize !== undefined && unpartitioned === true) {
		throw new FlyteError("GRAPH_RESOURCES", `accelerator ${device} is asked for whole and as a part of it`, {
			path: "accelerator",
			wayOut: "leave out partitionSize or unpartitioned",
		});
	}
}
