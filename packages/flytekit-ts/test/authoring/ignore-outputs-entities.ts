import { currentContext, type Int, task, workflow } from "flytekit-ts";
import { FunctionTask, IgnoreOutputs } from "flytekit-ts/plugin";

/** A worker of several: the first one gives the outputs. */
export const trained = task(({ rank }: { rank: Int }): Int => {
	if (rank > 0) throw new IgnoreOutputs(`worker ${rank} has none`);
	return 42;
});

export const shown = task({ enableDeck: true }, ({ rank }: { rank: Int }): Int => {
	currentContext().defaultDeck.append("<p>trained</p>");
	if (rank > 0) throw new IgnoreOutputs();
	return 42;
});

class FirstOnly extends FunctionTask {
	override postExecute(): never {
		throw new IgnoreOutputs("from postExecute");
	}
}

function firstOnly<I extends object, O>(fn: (inputs: I) => O): FunctionTask<I, O> {
	return new FirstOnly({ taskFunction: fn as never, options: {}, factory: "firstOnly", above: firstOnly }) as never;
}

export const posted = firstOnly(({ rank }: { rank: Int }): Int => rank);
export const training = workflow(() => trained({ rank: 3 }));
