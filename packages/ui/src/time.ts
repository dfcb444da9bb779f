/** `850 ms`, `4.2 s`, `3 m 07 s`, `2 h 05 m`. */
export function durationText(ms: number): string {
	if (ms < 0) return "0 ms";
	if (ms < 1000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
	const minutes = Math.floor(ms / 60_000);
	const two = (n: number) => String(n).padStart(2, "0");
	if (minutes < 60) return `${minutes} m ${two(Math.floor((ms % 60_000) / 1000))} s`;
	return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
}

/** `14:03:07` today, with the day before. */
export function momentText(at: number): string {
	const date = new Date(at);
	const time = date.toLocaleTimeString([], { hour12: false });
	return date.toDateString() === new Date().toDateString() ? time : `${date.toISOString().slice(0, 10)} ${time}`;
}

export function bytesText(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	const units = ["kB", "MB", "GB", "TB"];
	let value = bytes / 1000;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
