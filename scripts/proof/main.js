import { proofs, runProof } from "./run.js";

/*
 * `npm run chaos` and its like: one proof of test/proof, each a program with children of its own. docs/proof.md says what they show.
 */
const [name = "", ...args] = process.argv.slice(2);
if (!Object.hasOwn(proofs, name)) {
	console.error(`usage: npm run -s ${Object.keys(proofs).join("|")} -- ...`);
	process.exitCode = 2;
} else {
	const { status } = await runProof(name, args, { stdio: "inherit" });
	process.exitCode = status ?? 1;
}
