import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** URI of the folder for what a kept run writes beside values: files, datasets, decks. It lies beside the store that refers to them. */
export function outputsPlace(store: string, run: string): string {
	const [folder, name] = [dirname(store), basename(store)];
	const place = name === "store.db" ? join(folder, "outputs", run) : join(folder, `${name}.outputs`, run);
	return pathToFileURL(place).href;
}
