import { isAbsolute, normalize, sep } from "node:path";

/** Whether `name`, put below a folder, would be outside of it. */
export function leavesFolder(name: string): boolean {
	const way = wayTo(name);
	return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
}

/** Whether `name`, put below a folder, is something inside it: neither outside nor the folder itself. */
export function isBelow(name: string): boolean {
	const way = wayTo(name);
	return way !== "." && way !== `.${sep}` && !leavesFolder(name);
}

/** From the folder, as a file system would go. Below a folder, a name that begins with a slash is not absolute. */
function wayTo(name: string): string {
	return normalize(`./${name}`);
}
