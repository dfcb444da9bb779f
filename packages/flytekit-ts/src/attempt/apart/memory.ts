import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** How often a process's memory is looked at. */
const EVERY_MS = 25;
const PAGE = 4096;

/**
 * Calls `exceeded` once with the bytes seen when a process and those it started hold more than `limit` in memory together. Until
 * the returned function is called.
 */
export function watchMemory(pid: number, limit: number, exceeded: (seen: number) => void): () => void {
	const timer = setInterval(() => {
		const seen = residentSize(pid);
		if (seen <= limit) return;
		clearInterval(timer);
		exceeded(seen);
	}, EVERY_MS).unref();
	return () => clearInterval(timer);
}

/** Bytes that a process and those it started hold in memory; 0 where it is gone. */
export function residentSize(pid: number): number {
	if (process.platform !== "linux") return residentByPs(pid);
	let sum = 0;
	const open = [pid];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		try {
			sum += Number(readFileSync(`/proc/${next}/statm`, "latin1").split(" ")[1]) * PAGE;
			for (const thread of readdirSync(`/proc/${next}/task`)) {
				const children = readFileSync(`/proc/${next}/task/${thread}/children`, "latin1");
				for (const child of children.split(" ")) if (child !== "") open.push(Number(child));
			}
		} catch {
			// it ended meanwhile
		}
	}
	return sum;
}

function residentByPs(pid: number): number {
	try {
		return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024;
	} catch {
		return 0;
	}
}
