/** Bytes for people: `256 MiB`. */
export function inMiB(bytes: number): string {
	return `${Math.round((bytes / 2 ** 20) * 10) / 10} MiB`;
}
