/** An object of these entries. Every key becomes own data, whatever its name: `__proto__` too. */
export function ownRecord(entries: Iterable<readonly [string, unknown]>): object {
	const out = {};
	for (const [key, value] of entries) {
		Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
	}
	return out;
}
