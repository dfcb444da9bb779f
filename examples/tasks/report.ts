import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	currentContext,
	Deck,
	FlyteFile,
	flyte,
	type Inputs,
	type Int,
	imageSpec,
	renderers,
	shellTask,
	task,
	workflow,
} from "flytekit-ts";

/** The image that the report's task runs in: the project, and a chart tool beside it. Built by `await image.build()`. */
export const image = imageSpec({ name: "reports", aptPackages: ["gnuplot"] });

/** Writes sales, one number a line. */
export const sales = task({ cache: "1", retries: 2 }, ({ days }: { days: Int }): FlyteFile<"txt"> => {
	const file = join(currentContext().workingDirectory, "sales.txt");
	writeFileSync(file, Array.from({ length: days }, (_, day) => `${(day * 7) % 5}\n`).join(""));
	return new FlyteFile(file);
});

/** The best of them, by tools that every machine has. */
export const best = shellTask({
	script: 'sort -rn "{inputs.sales}" | head -n "{inputs.count}" > "{outputs.best}"',
	inputs: { sales: flyte.file("txt"), count: flyte.int() },
	outputs: { best: flyte.file("txt") },
});

/** Adds the numbers of a file, and shows them on a page of its own. */
export const report = task(
	{
		containerImage: image,
		resources: { cpu: ["500m", 1], mem: "1Gi" },
		enableDeck: true,
		deckFields: ["timeline", "input"],
	},
	async ({ file }: { file: FlyteFile<"txt"> }) => {
		const numbers = (await file.text()).trim().split("\n").map(Number);
		new Deck("Sales").append(renderers.chart(numbers, { title: "the best days" }));
		return numbers.reduce((a, b) => a + b, 0);
	},
);

export const main = workflow(({ days = 10 }: Inputs<{ days?: Int }>) => {
	const { best: file } = best({ sales: sales({ days }), count: 3 });
	return report({ file });
});
