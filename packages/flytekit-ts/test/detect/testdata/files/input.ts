import { FlyteDirectory, FlyteFile, StructuredDataset, task, type Int } from "flytekit-ts";

interface Row {
	name: string;
	age?: Int;
}

export const files = task(
	(inputs: { any: FlyteFile; csv: FlyteFile<"csv">; folder: FlyteDirectory; rows: StructuredDataset<Row>; loose: StructuredDataset; list: FlyteFile[] }) =>
		inputs.csv,
);
