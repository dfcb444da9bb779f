import { spawnSync } from "node:child_process";
import { packageRoot } from "../build/paths.js";
import { bundleProofs } from "./bundle.js";

/*
 * `npm run chaos` and its like: one proof of test/proof, each a program with children of its own. docs/proof.md says what they show.
 */
/** @type {Record<string, readonly string[]>} main program first, then those that it starts */
const proofs = {
	chaos: ["chaos/main", "chaos/child"],
	simulate: ["simulate/main", "simulate/part"],
	damage: ["damage/main", "damage/part"],
	"io-faults": ["io-faults/main", "io-faults/part"],
	"power-loss": ["power-loss/main", "power-loss/part", "power-loss/child"],
};
const shim = `${packageRoot}test/proof/shim/shim.c`;

const [name = "", ...args] = process.argv.slice(2);
const entries = Object.hasOwn(proofs, name) ? proofs[name] : undefined;
if (entries === undefined) {
	console.error(`usage: npm run -s ${Object.keys(proofs).join("|")} -- ...`);
	process.exitCode = 2;
} else {
	const path = await bundleProofs(entries);
	const [main = "", ...children] = entries.map(path);
	const { status } = spawnSync(process.execPath, ["--enable-source-maps", main, ...args], {
		stdio: "inherit",
		env: { ...process.env, PROOF_CHILDREN: JSON.stringify(children), PROOF_SHIM_SOURCE: shim },
	});
	process.exitCode = status ?? 1;
}
