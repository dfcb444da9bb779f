/** Sets a key as the object's own data, also `__proto__`: user-controlled keys never reach a prototype. */
export function setOwn(target: object, key: string, value: unknown): void {
	if (key === "__proto__")
		Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
	else (target as Record<string, unknown>)[key] = value;
}

/** The object's own property, never an inherited one such as `toString`; undefined when there is none. */
export function getOwn(source: object, key: string): unknown {
	return Object.hasOwn(source, key) ? (source as Record<string, unknown>)[key] : undefined;
}
