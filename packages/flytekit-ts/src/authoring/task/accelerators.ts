import type { Accelerator } from "../../graph/extended-resources.js";

/** An accelerator by the label that the cluster's nodes carry, where `accelerators` has none. flytekit: GPUAccelerator. */
export function accelerator(
	device: string,
	part: { readonly partitionSize?: string; readonly unpartitioned?: boolean } = {},
): Accelerator {
	return { device, ...part };
}

/** A device that can be used in parts: `A100.partition("2g.10gb")`, `V5E.partition("2x2")`. */
export interface DividedAccelerator<Size extends string> extends Accelerator {
	/** A part of it. flytekit: `A100.partition_2g_10gb`, `V5E.slice_2x2`. */
	partition(size: Size): Accelerator;
	/** The whole of it, and only where it is not divided. flytekit: `A100.unpartitioned`. */
	readonly whole: Accelerator;
}

function divided<Size extends string>(device: string): DividedAccelerator<Size> {
	const one: Accelerator = { device };
	// kept out of the data: what goes onto the wire is the device only
	Object.defineProperty(one, "partition", { value: (partitionSize: Size) => ({ device, partitionSize }) });
	Object.defineProperty(one, "whole", { value: { device, unpartitioned: true } });
	return one as DividedAccelerator<Size>;
}

/** GPUs and TPUs by flytekit's names (flytekit.extras.accelerators). */
export const accelerators = {
	A10G: accelerator("nvidia-a10g"),
	L4: accelerator("nvidia-l4"),
	L4_VWS: accelerator("nvidia-l4-vws"),
	K80: accelerator("nvidia-tesla-k80"),
	M60: accelerator("nvidia-tesla-m60"),
	P4: accelerator("nvidia-tesla-p4"),
	P100: accelerator("nvidia-tesla-p100"),
	T4: accelerator("nvidia-tesla-t4"),
	V100: accelerator("nvidia-tesla-v100"),
	A100: divided<"1g.5gb" | "2g.10gb" | "3g.20gb" | "4g.20gb" | "7g.40gb">("nvidia-tesla-a100"),
	A100_80GB: divided<"1g.10gb" | "2g.20gb" | "3g.40gb" | "4g.40gb" | "7g.80gb">("nvidia-a100-80gb"),
	V5E: divided<"1x1" | "2x2" | "2x4" | "4x4" | "4x8" | "8x8" | "8x16" | "16x16">("tpu-v5-lite-podslice"),
	V5P: divided<
		"2x2x1" | "2x2x2" | "2x4x4" | "4x4x4" | "4x4x8" | "4x8x8" | "8x8x8" | "8x8x16" | "8x16x16" | "16x16x16" | "16x16x24"
	>("tpu-v5p-slice"),
	V6E: divided<"1x1" | "2x2" | "2x4" | "4x4" | "4x8" | "8x8" | "8x16" | "16x16">("tpu-v6e-slice"),
} as const;
