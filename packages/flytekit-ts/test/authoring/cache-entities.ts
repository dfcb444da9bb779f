import { type CachePolicy, codePolicy, type Int, imagePolicy, task } from "flytekit-ts";
import { byHalf, cachedBy } from "./cache-imported.js";

export const followed = task({ cache: true }, ({ n }: { n: Int }) => byHalf(n));
export const salted = task({ cache: { salt: "again", serialize: true } }, ({ n }: { n: Int }) => byHalf(n));
export const ofImage = task(
	{ cache: { policies: [codePolicy, imagePolicy] }, containerImage: "a:1" },
	({ n }: { n: Int }) => n,
);
export const asked: object[] = [];
export const own = task(
	{
		cache: {
			policies: [
				{
					getVersion: (parameters) => {
						asked.push(parameters);
						return "mine";
					},
				},
			],
			ignoreInputs: ["n"],
		},
	},
	({ n }: { n: Int }) => n,
);
export const everything = task(
	{ cache: { salt: "a", serialize: true, ignoreInputs: ["m"] } },
	({ n, m }: { n: Int; m: Int }) => byHalf(n + m),
);
export const ignoresUnknown = task({ cache: { ignoreInputs: ["count"] } }, ({ n }: { n: Int }) => n);
const failing: CachePolicy = {
	getVersion() {
		throw new Error("no git here");
	},
};
const late = { getVersion: async () => "v" } as unknown as CachePolicy;
export const throwing = task({ cache: { policies: [codePolicy, failing] } }, ({ n }: { n: Int }) => n);
export const promising = task({ cache: { policies: [late] } }, ({ n }: { n: Int }) => n);
export const filesOf: (string | undefined)[] = [];
export const made = cachedBy({ getVersion: ({ file }) => String(filesOf.push(file)) }, 3);
