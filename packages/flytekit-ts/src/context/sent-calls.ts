/**
 * Who keeps the calls of an eager body that runs in another thread or process than its run: what may be given back to it was sent
 * along, and what its calls come to is sent back. Both are frames of the engine's journal.
 */
export interface SentCalls {
	readonly kind: "sentCalls";
	/** The eager call's own key: 32 hexadecimal digits. */
	readonly key: string;
	readonly known: Uint8Array;
	send(frame: Uint8Array): void;
}
