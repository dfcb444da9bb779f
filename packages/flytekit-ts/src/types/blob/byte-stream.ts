/** What can be written as a file. Text is UTF-8. */
export type FileData = string | Uint8Array | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** The data as a web stream; a source that fails errors the stream, and a reader that stops ends the source. */
export function toByteStream(data: FileData): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	const source = chunksOf(data);
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const next = await source.next();
				if (next.done === true) controller.close();
				else controller.enqueue(typeof next.value === "string" ? encoder.encode(next.value) : next.value);
			},
			async cancel() {
				await source.return?.();
			},
		},
		{ highWaterMark: 0 },
	);
}

type Chunks = AsyncIterator<string | Uint8Array> | Iterator<string | Uint8Array>;

function chunksOf(data: FileData): Chunks {
	if (typeof data === "string" || data instanceof Uint8Array) return [data].values();
	return Symbol.asyncIterator in data ? data[Symbol.asyncIterator]() : data[Symbol.iterator]();
}

/** All bytes of a stream. */
export async function collectBytes(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return chunks.length === 1 ? (chunks[0] as Uint8Array) : new Uint8Array(Buffer.concat(chunks));
}
