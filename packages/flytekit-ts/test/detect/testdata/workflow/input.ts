import { type Inputs, type Int, outputs, task, workflow } from "flytekit-ts";

interface Person {
	name: string;
	age: Int;
}

const square = task(({ x }: { x: Int }): Int => x * x);
const nameOf = task(({ person }: { person: Person }): "anna" | "bert" => "anna");

/**
 * The main one.
 * @param n how many
 */
export const main = workflow(({ n = 3, person }: Inputs<{ n?: Int; person: Person; label?: string }>) =>
	outputs({ squared: square({ x: n }), name: nameOf({ person }) }),
);
export const tuple = workflow(({ n }: Inputs<{ n: Int }>): [ReturnType<typeof square>, ReturnType<typeof square>] => [
	square({ x: n }),
	square({ x: n }),
]);
export const nothing = workflow(() => {
	square({ x: 1 });
});
export const withOptions = workflow({ interruptible: true }, ({ n }: Inputs<{ n: Int }>) => square({ x: n }));
