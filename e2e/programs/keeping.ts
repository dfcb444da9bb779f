import { randomUUID } from "node:crypto";
import { currentContext, Deck, dynamic, type Inputs, type Int, renderers, task, workflow } from "flytekit-ts";
import { total } from "./arithmetic.js";
import { pause } from "./waiting.js";

/** Another answer at each run, unless it is remembered. */
export const remembered = task({ cache: "1" }, ({ key }: { key: string }): string => `${key} ${randomUUID()}`);
export const cached = workflow(({ key }: Inputs<{ key: string }>) => remembered({ key }));

/** The same, with a version that follows the code. */
export const byCode = task({ cache: true }, ({ key }: { key: string }): string => `${key} ${randomUUID()}`);
export const cachedByCode = workflow(({ key }: Inputs<{ key: string }>) => byCode({ key }));

export const show = task({ enableDeck: true }, ({ n }: { n: Int }): Int => {
	new Deck("numbers", renderers.markdown(`**${n}** it is`));
	return n;
});
export const shown = workflow(({ n }: Inputs<{ n: Int }>) => show({ n }));

/** Only lengths leave the pod. */
export const unlock = task(
	{
		secrets: [
			{ group: "e2e", key: "token", mount: "envVar" },
			{ group: "e2e", key: "certificate", mount: "file" },
		],
	},
	async (): Promise<Int[]> => {
		const { secrets } = currentContext();
		return [secrets.get("e2e", "token").length, secrets.get("e2e", "certificate").length];
	},
);
export const unlocked = workflow(() => unlock());

/** A secret that a task reads and then says in an error. */
export const blurt = task({ secrets: [{ group: "e2e", key: "token", mount: "envVar" }] }, (): string => {
	throw new Error(`the token is ${currentContext().secrets.get("e2e", "token")}`);
});
export const blurted = workflow(() => blurt());

/** A text longer than what propeller leaves inline. */
export const lengthy = task(({ mib }: { mib: Int }): string => "long ".repeat((mib << 20) / 5));
export const lengthOf = task(({ text }: { text: string }): Int => text.length);
export const offloaded = workflow(({ mib }: Inputs<{ mib: Int }>) => lengthOf({ text: lengthy({ mib }) }));

/** Pods that take a moment each, one longer than the other, for what happens in the middle. */
export const pauses = dynamic({ fold: "off" }, ({ n, ms }: { n: Int; ms: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => pause({ n: i, ms: ms * (i + 1) })) }),
);
export const unhurried = workflow(({ n, ms }: Inputs<{ n: Int; ms: Int }>) => pauses({ n, ms }));
