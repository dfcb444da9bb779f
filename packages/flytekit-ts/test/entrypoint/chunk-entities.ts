import { currentContext, type Int, RecoverableError, task } from "flytekit-ts";

/** What ran, in order: `call.attempt`. */
export const ran: string[] = [];

function noted(call: number): void {
	ran.push(`${call}.${currentContext().attempt}`);
}

export const halved = task(({ n, by }: { n: Int; by: Int }): number => {
	noted(n);
	console.log(`halving ${n}\nby ${by}`);
	return n / by;
});

let running = 0;
export let most = 0;
export const together = task(async ({ n }: { n: Int }): Promise<Int> => {
	most = Math.max(most, ++running);
	await new Promise((resolve) => setImmediate(resolve));
	running--;
	return n;
});

/** Odd ones fail in their first two attempts, each leaving a trace in its checkpoint. */
export const shaky = task({ retries: 2 }, async ({ n }: { n: Int }): Promise<string> => {
	noted(n);
	const { checkpoint, attempt } = currentContext();
	const before = new TextDecoder().decode((await checkpoint.read()) ?? new Uint8Array());
	await checkpoint.write(`${before}${n}.${attempt};`);
	if (n % 2 === 1 && attempt < 2) throw new RecoverableError(`${n} is odd`);
	return before;
});

/** Fails for one number unless a file says that it is mended. */
export const mendable = task(async ({ n, not, mended }: { n: Int; not: Int; mended: boolean }): Promise<Int> => {
	// whoever succeeds does so before the one that fails
	if (n === not) for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
	noted(n);
	if (n === not && !mended) throw new TypeError(`${n} is broken`);
	return n;
});

export const slow = task({ timeout: "30ms" }, async ({ n }: { n: Int }): Promise<Int> => {
	await new Promise((resolve) => setTimeout(resolve, n === 2 ? 60_000 : 0).unref());
	return n;
});

export const shown = task({ enableDeck: true }, ({ n }: { n: Int }): Int => n);

export function forget(): void {
	ran.length = 0;
	most = 0;
}
