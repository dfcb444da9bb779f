import { masked } from "../errors/index.js";

/** A logger as tasks use it. */
export interface Logger {
	debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
	info(message: string, fields?: Readonly<Record<string, unknown>>): void;
	warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
	error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

const LEVELS = { debug: 10, info: 20, warn: 30, error: 40 } as const;

/**
 * Writes `LEVEL node message {fields}` to stderr. FLYTE_SDK_LOGGING_LEVEL (10 debug, 20 info, 30 warn, 40 error; flytekit's
 * variable) is the least that is written, 20 when unset.
 */
export function consoleLogger(node: string): Logger {
	const write = (level: keyof typeof LEVELS) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
		const least = Number(process.env.FLYTE_SDK_LOGGING_LEVEL ?? "20");
		if (LEVELS[level] < (Number.isNaN(least) ? 20 : least)) return;
		const rest = fields === undefined ? "" : ` ${safeJson(fields)}`;
		process.stderr.write(masked(`${level.toUpperCase()} ${node} ${message}${rest}\n`));
	};
	return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

function safeJson(fields: object): string {
	try {
		return JSON.stringify(fields, (_, value) => (typeof value === "bigint" ? String(value) : value));
	} catch {
		return "[fields that JSON cannot write]"; // logging never fails the task
	}
}
