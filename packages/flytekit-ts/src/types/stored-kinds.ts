import { directoryTransformer } from "./blob/directory-transformer.js";
import { fileTransformer } from "./blob/file-transformer.js";
import { datasetTransformer } from "./dataset/dataset-transformer.js";
import { pickleTransformer } from "./pickle/pickle-transformer.js";
import { hasKind, registerKind } from "./registry.js";

/**
 * Installs the transformers of the kinds whose values live in storage, once, when the first such type is met: never while
 * modules load, as these modules need the engine themselves.
 */
export function ensureStoredKinds(): void {
	if (hasKind("pickle")) return;
	registerKind("file", fileTransformer);
	registerKind("directory", directoryTransformer);
	registerKind("dataset", datasetTransformer);
	registerKind("pickle", pickleTransformer);
}
