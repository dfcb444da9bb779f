/** One step into a value: a list's index, or the key of a map, record or struct. */
export type Step = string | number;

const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
/** Longer paths come from cycles and runaway nesting: their middle says nothing. */
const SHOWN = 24;

/** `inputs.x[3].k`, or `inputs["odd key"]`; the middle of a very long path is left out. */
export function showPath(root: string, steps: readonly Step[]): string {
	let text = root;
	for (let i = 0; i < steps.length; i++) {
		if (steps.length > SHOWN && i === SHOWN / 2) {
			text += `...(${steps.length - SHOWN} more)...`;
			i = steps.length - SHOWN / 2;
		}
		const step = steps[i] as Step;
		if (typeof step === "number") text += `[${step}]`;
		else if (NAME.test(step)) text += text === "" ? step : `.${step}`;
		else text += `[${JSON.stringify(step.length > 80 ? `${step.slice(0, 77)}...` : step)}]`;
	}
	return text;
}
