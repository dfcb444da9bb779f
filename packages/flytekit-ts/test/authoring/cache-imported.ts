/** What a cached task imports. */
export function byHalf(n: number): number {
	return n / 2;
}
