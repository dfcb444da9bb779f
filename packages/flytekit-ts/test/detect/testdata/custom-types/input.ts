import { registerType, task } from "flytekit-ts";

class Money {
	constructor(readonly cents: bigint) {}
	plus(other: Money) {
		return new Money(this.cents + other.cents);
	}
}
registerType<Money>({
	name: "money",
	literalType: { kind: "simple", simple: "integer" },
	toLiteral: () => ({ kind: "scalar" }) as never,
	fromLiteral: () => new Money(0n),
});

export const total = task(({ all, tip }: { all: Money[]; tip?: Money }) => all.reduce((a, b) => a.plus(b)));
