import type { Prediction } from "./predict.js";

const KIB = 1024;
const MIB = 1024 * KIB;

/** A limit of Flyte's engine, at one setting of it. */
export interface Limit {
	/** What is too large for it. */
	readonly what: string;
	readonly bytes: number;
	/** `section.key`, with the value that makes the limit. */
	readonly setting: string;
	/** What happens above it. */
	readonly effect: string;
	/** Whether what is above it does not run, or only slowly. */
	readonly isFatal: boolean;
	size(prediction: Prediction): number;
}

/** Of Flyte 1.16.8, read in its source; the defaults, and where charts set others those too. */
export const LIMITS: readonly Limit[] = [
	{
		what: "the workflow's resource",
		bytes: 10 * KIB,
		setting: "storage.cache.max_size_mbs: 10 (flyte-binary's eks and gke values)",
		effect: "is not cached: propeller compiles the dynamic again in every round",
		isFatal: false,
		size: ({ resourceBytes }) => resourceBytes,
	},
	{
		what: "the workflow's resource",
		bytes: MIB,
		setting: "storage.cache.max_size_mbs: 1024 (values-eks)",
		effect: "is not cached: propeller compiles the dynamic again in every round",
		isFatal: false,
		size: ({ resourceBytes }) => resourceBytes,
	},
	{
		what: "futures.pb",
		bytes: 2 * MIB,
		setting: "storage.limits.maxDownloadMBs: 2 (the default)",
		effect: "cannot be read: the dynamic fails",
		isFatal: true,
		size: ({ futuresBytes }) => futuresBytes,
	},
	{
		what: "the workflow's resource",
		bytes: 2 * MIB,
		setting: "storage.limits.maxDownloadMBs: 2 (the default)",
		effect: "cannot be read back: propeller compiles the dynamic again in every round",
		isFatal: false,
		size: ({ resourceBytes }) => resourceBytes,
	},
	{
		what: "the event with the compiled graph",
		bytes: 4 * MIB,
		setting: "server.grpc.maxMessageSizeBytes: 0 (the default, gRPC's own)",
		effect: "is refused by flyteadmin: the dynamic's node fails",
		isFatal: true,
		size: ({ eventBytes }) => eventBytes,
	},
	{
		what: "the first event of the largest array",
		bytes: 4 * MIB,
		setting: "server.grpc.maxMessageSizeBytes: 0 (the default, gRPC's own)",
		effect: "is refused by flyteadmin: the array's node fails",
		isFatal: true,
		size: ({ arrayEventBytes }) => arrayEventBytes,
	},
	{
		what: "futures.pb",
		bytes: 10 * MIB,
		setting: "storage.limits.maxDownloadMBs: 10 (chart flyte-core)",
		effect: "cannot be read: the dynamic fails",
		isFatal: true,
		size: ({ futuresBytes }) => futuresBytes,
	},
];

/** The limit of a deployment with default settings that is broken by most, of those above which nothing runs; undefined for none. */
export function worstOf(prediction: Prediction): { readonly limit: Limit; readonly size: number } | undefined {
	let worst: { readonly limit: Limit; readonly size: number } | undefined;
	for (const limit of LIMITS) {
		const size = limit.size(prediction);
		if (!limit.isFatal || size <= limit.bytes) continue;
		if (worst === undefined || size / limit.bytes > worst.size / worst.limit.bytes) worst = { limit, size };
	}
	return worst;
}

/** The least limit that a futures.pb of so many bytes breaks. */
export function brokenBy(futuresBytes: number): { readonly limit: Limit; readonly size: number } | undefined {
	const limit = LIMITS.find(({ what, bytes }) => what === "futures.pb" && futuresBytes > bytes);
	return limit === undefined ? undefined : { limit, size: futuresBytes };
}
