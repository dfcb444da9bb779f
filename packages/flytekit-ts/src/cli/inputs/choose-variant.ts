import { describeType, type NativeType } from "../../types/index.js";
import { WrongInput } from "./wrong-input.js";

/**
 * Reads a value of a union: the variant that accepts it. A string variant takes any text, so it is asked last; a whole number is
 * an Int where the union has one. Two variants that both fit are an error that names them.
 */
export function chooseVariant(
	variants: readonly NativeType[],
	given: string,
	read: (variant: NativeType) => unknown,
): unknown {
	const fits: { readonly variant: NativeType; readonly value: unknown }[] = [];
	const failures: { readonly variant: NativeType; readonly problem: WrongInput }[] = [];
	for (const variant of variants) {
		try {
			fits.push({ variant, value: read(variant) });
		} catch (error) {
			if (!(error instanceof WrongInput)) throw error;
			failures.push({ variant, problem: error });
		}
	}
	const [first, second] = best(fits);
	if (first === undefined) throw noneFits(variants, failures, given);
	if (second !== undefined) {
		const names = `${describeType(first.variant)} and ${describeType(second.variant)}`;
		throw new WrongInput(
			`one of ${describeAll(variants)}`,
			given,
			`it fits both ${names}: make the variants differ, in a field that only one has`,
		);
	}
	return first.value;
}

/** The fitting variants that matter: none above all, what is more specific than plain text or a plain number. */
function best<F extends { readonly variant: NativeType }>(fits: readonly F[]): readonly F[] {
	const none = fits.filter(({ variant }) => variant.kind === "none");
	if (none.length > 0) return none.slice(0, 1);
	const kinds = new Set(fits.map(({ variant }) => variant.kind));
	const isVague = ({ variant }: F) =>
		(variant.kind === "string" && kinds.size > 1) ||
		((variant.kind === "json" || variant.kind === "pickle") && kinds.size > 1) ||
		(variant.kind === "float" && kinds.has("int"));
	return fits.filter((fit) => !isVague(fit));
}

function noneFits(
	variants: readonly NativeType[],
	failures: readonly { readonly variant: NativeType; readonly problem: WrongInput }[],
	given: string,
): WrongInput {
	const real = failures.filter(({ variant }) => variant.kind !== "none");
	if (real.length === 1 && real[0] !== undefined) {
		const { problem } = real[0];
		const isWhole = problem.path === "";
		return new WrongInput(
			isWhole ? describeAll(variants) : problem.expected,
			problem.given,
			problem.hint,
			problem.path,
		);
	}
	const hints = real.map(({ variant, problem }) => {
		const where = problem.path === "" ? "" : ` at ${problem.path}`;
		return `${describeType(variant)}${where}: ${problem.hint ?? problem.message}`;
	});
	return new WrongInput(`one of ${describeAll(variants)}`, given, hints.join("; "));
}

function describeAll(variants: readonly NativeType[]): string {
	return variants.map((variant) => describeType(variant)).join(" | ");
}
