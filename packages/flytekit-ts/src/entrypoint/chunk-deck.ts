import { joinUri } from "../context/uri.js";
import { plainText } from "../errors/plain-text.js";
import type { TaskEntity } from "../graph/entities.js";
import type { ChunkSurroundings } from "./chunk.js";

/** The page of a chunk: Flyte shows one page for a container, which leads to those of its calls. */
export async function chunkDeck(
	task: TaskEntity,
	{ context, outputPrefix, index }: ChunkSurroundings,
	calls: number,
	chunk: number,
): Promise<void> {
	const rows = Array.from(
		{ length: calls },
		(_, slot) => `<li><a href="deck-${slot}.html">call ${index * chunk + slot}</a></li>`,
	);
	const name = plainText(task.name).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
	const page = `<!doctype html><meta charset="utf-8"><title>${name}</title><h1>${name}</h1><ul>${rows.join("")}</ul>`;
	try {
		await context.convert?.blobs.write(joinUri(outputPrefix, "deck.html"), new TextEncoder().encode(page));
	} catch (thrown) {
		console.error(`the page of this chunk's decks was not written: ${String(thrown)}`);
	}
}
