import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** The process that goes on with a run, so that another can tell whether it is still there. */
export interface Owner {
	readonly pid: number;
	readonly host: string;
	/** When the process began, as its system says it: a pid alone may be somebody else's by now. Empty where it cannot be told. */
	readonly started: string;
}

let own: Owner | undefined;

/** This process. */
export function ownOwner(): Owner {
	own ??= { pid: process.pid, host: hostname(), started: startOf(process.pid) ?? "" };
	return own;
}

/** Whether an owner's process is running. One of another host counts as running: nobody here can tell. */
export function isAlive(owner: Owner): boolean {
	if (owner.host !== hostname()) return true;
	try {
		process.kill(owner.pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
	const started = startOf(owner.pid);
	return started === undefined || owner.started === "" || started === owner.started;
}

export function ownerText(owner: Owner): string {
	return JSON.stringify(owner);
}

/** Undefined for text that is no owner. */
export function ownerOf(text: unknown): Owner | undefined {
	if (typeof text !== "string") return undefined;
	try {
		const { pid, host, started } = JSON.parse(text) as Partial<Owner>;
		if (typeof pid !== "number" || typeof host !== "string" || typeof started !== "string") return undefined;
		return { pid, host, started };
	} catch {
		return undefined;
	}
}

/** Boot and ticks since then, where there is a /proc. "Z" in its state: it is dead, and only its parent has not looked yet. */
function startOf(pid: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		// the name in brackets may hold anything, brackets and blanks too
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		if (fields[0] === "Z") return "dead";
		return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${fields[19]}`;
	} catch {
		return undefined;
	}
}
