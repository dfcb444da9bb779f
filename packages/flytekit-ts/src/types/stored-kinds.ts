import { directoryTransformer } from "./blob/directory-transformer.js";
import { fileTransformer } from "./blob/file-transformer.js";
import { datasetTransformer } from "./dataset/dataset-transformer.js";
import { pickleTransformer } from "./pickle/pickle-transformer.js";
import { registerKind } from "./registry.js";

/** Installs the transformers of the kinds whose values live in storage. */
export function installStoredKinds(): void {
	registerKind("file", fileTransformer);
	registerKind("directory", directoryTransformer);
	registerKind("dataset", datasetTransformer);
	registerKind("pickle", pickleTransformer);
}
