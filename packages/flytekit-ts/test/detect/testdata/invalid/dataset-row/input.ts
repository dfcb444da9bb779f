import { StructuredDataset, task } from "flytekit-ts";

export const rows = task(({ d }: { d: StructuredDataset<string> }) => "x");
