/** A length of time for people: `350 ms`, `4.2 s`, `3 min 5 s`, `2 h 7 min`; "" for none. */
export function durationText(ms: number | undefined): string {
	if (ms === undefined) return "";
	if (ms < 1000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
	const minutes = Math.floor(ms / 60_000);
	if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
