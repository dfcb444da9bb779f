import { codePolicy, type Int, imagePolicy, task } from "flytekit-ts";
import { byHalf } from "./cache-imported.js";

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
