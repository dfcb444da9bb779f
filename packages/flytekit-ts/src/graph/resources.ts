import { FlyteError } from "../errors/index.js";
import type { ResourceList } from "./task-template.js";

/** Resources as authors write them (flytekit's Resources). */
export interface Quantities {
	readonly cpu?: string | number;
	readonly mem?: string | number;
	readonly gpu?: string | number;
	readonly ephemeralStorage?: string | number;
}

/** Kubernetes' quantities: a decimal number and a suffix, or an exponent. */
const QUANTITY = /^[+]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;

/** Turns what authors write into the wire's resources; numbers become text. Throws GRAPH_RESOURCES naming the entry. */
export function resourceList(given: Quantities): ResourceList {
	const out: { -readonly [K in keyof ResourceList]: ResourceList[K] } = {};
	if (given.cpu !== undefined) out.cpu = quantity("cpu", given.cpu);
	if (given.gpu !== undefined) out.gpu = quantity("gpu", given.gpu);
	if (given.mem !== undefined) out.memory = quantity("mem", given.mem);
	if (given.ephemeralStorage !== undefined) {
		out.ephemeralStorage = quantity("ephemeralStorage", given.ephemeralStorage);
	}
	return out;
}

/** Kubernetes' text of a quantity. Throws GRAPH_RESOURCES naming the entry. */
export function quantity(name: string, given: string | number): string {
	const text = String(given);
	if (QUANTITY.test(text)) return text;
	throw new FlyteError("GRAPH_RESOURCES", `resource ${name} is "${text}", which is no Kubernetes quantity`, {
		path: name,
		wayOut: 'write a number with an optional suffix: "500m", "2", "1Gi", "200M"',
	});
}

const FACTORS: Readonly<Record<string, number>> = {
	n: 1e-9,
	u: 1e-6,
	m: 1e-3,
	"": 1,
	k: 1e3,
	K: 1e3,
	M: 1e6,
	G: 1e9,
	T: 1e12,
	P: 1e15,
	E: 1e18,
	Ki: 2 ** 10,
	Mi: 2 ** 20,
	Gi: 2 ** 30,
	Ti: 2 ** 40,
	Pi: 2 ** 50,
	Ei: 2 ** 60,
};

/** A quantity of memory in bytes, rounded up: "500Mi" is 524288000. Throws GRAPH_RESOURCES for what is no quantity. */
export function bytesOf(amount: string): number {
	const [, number = "", suffix = ""] = /^(.*?)([numkMGTPE]|[KMGTPE]i)?$/.exec(quantity("mem", amount)) ?? [];
	return Math.ceil(Number(number) * (FACTORS[suffix] as number));
}
