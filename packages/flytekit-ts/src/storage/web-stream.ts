/** Chunks as a web stream that asks for no more than its reader does. `close` is called where the reader stops early. */
export function toWebStream(chunks: AsyncIterator<Uint8Array>, close: () => Promise<void>): ReadableStream<Uint8Array> {
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const next = await chunks.next();
				if (next.done === true) controller.close();
				else controller.enqueue(next.value);
			},
			cancel: close,
		},
		{ highWaterMark: 0 },
	);
}
