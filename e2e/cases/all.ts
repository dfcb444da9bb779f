import { parity } from "../parity/cases.js";
import type { Case } from "../runner/case.js";
import { eager } from "./eager.js";
import { faults } from "./faults.js";
import { folding } from "./folding.js";
import { graphs } from "./graphs.js";
import { keeping } from "./keeping.js";
import { maps } from "./maps.js";
import { page } from "./page.js";
import { python } from "./python.js";
import { registering } from "./registering.js";
import { values } from "./values.js";
import { waiting } from "./waiting.js";

/** Every case, in the order in which they are started. */
export const cases: readonly Case[] = [
	...graphs,
	...values,
	...maps,
	...folding,
	...faults,
	...waiting,
	...keeping,
	...eager,
	...registering,
	...page,
	...python,
	...parity,
];
