import { spawnSync } from "node:child_process";
import { packageRoot } from "../build/paths.js";
import { bundleProofs } from "./bundle.js";

/** @type {Record<string, readonly string[]>} main program first, then those that it starts */
export const proofs = {
	soak: ["soak/main", "soak/main"],
	chaos: ["chaos/main", "chaos/child"],
	simulate: ["simulate/main", "simulate/part"],
	damage: ["damage/main", "damage/part"],
	"io-faults": ["io-faults/main", "io-faults/part"],
	"power-loss": ["power-loss/main", "power-loss/part", "power-loss/child"],
};
const command = `${packageRoot}bin/tsflyte.js`;
const shim = `${packageRoot}test/proof/shim/shim.c`;

/**
 * @param {string} name one of {@link proofs}
 * @param {readonly string[]} args
 * @param {{ stdio: "inherit" | "pipe", mutant?: import("./bundle.js").Mutant }} options
 * @returns {Promise<{ status: number | null, stdout: string }>}
 */
export async function runProof(name, args, { stdio, mutant }) {
	const { path, remove } = await bundleProofs([...new Set(proofs[name])], mutant);
	const [main = "", ...children] = (proofs[name] ?? []).map(path);
	const { status, stdout } = spawnSync(process.execPath, ["--enable-source-maps", main, ...args], {
		stdio,
		encoding: "utf8",
		env: {
			...process.env,
			PROOF_CHILDREN: JSON.stringify(children),
			PROOF_SHIM_SOURCE: shim,
			PROOF_COMMAND: mutant === undefined ? command : "",
		},
	});
	remove();
	return { status, stdout };
}
