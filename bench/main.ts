import { type Figures, peakRssMib } from "./measure.js";

/** What each bench takes, for the usage text. */
const BENCHES: Readonly<
	Record<string, { usage: string; load: () => Promise<{ run(args: string[]): Promise<Figures> }> }>
> = {
	"dynamic-compile": {
		usage: "N [--shape loop|chain|fanin] [--fold off|auto|require] [--out DIR]",
		load: () => import("./dynamic-compile.js"),
	},
	"dynamic-local": { usage: "N", load: () => import("./dynamic-local.js") },
	"workflow-compile": { usage: "N", load: () => import("./workflow-compile.js") },
	"local-parallel": { usage: "N", load: () => import("./local-parallel.js") },
	"cpu-parallel": { usage: "[N]", load: () => import("./cpu-parallel.js") },
	"map-local": { usage: "N", load: () => import("./map-local.js") },
	types: { usage: "list_int|dict_float|dataclass|str N", load: () => import("./types.js") },
	"cold-start": { usage: "RUNS", load: () => import("./cold-start.js") },
	"cached-run": { usage: "[N] [RUNS]", load: () => import("./cached-run.js") },
	"ui-open": { usage: "[N]", load: () => import("./ui-open.js") },
	budget: { usage: "COMPILE_PROGRAM", load: () => import("./budget.js") },
	detect: { usage: "N", load: () => import("./detect.js") },
};

const [name = "", ...args] = process.argv.slice(2);
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined) {
	const list = Object.entries(BENCHES).map(([known, { usage }]) => `  npm run -s bench -- ${known} ${usage}`);
	console.error(`usage:\n${list.join("\n")}`);
	process.exitCode = 2;
} else {
	const { run } = await bench.load();
	const figures = await run(args);
	console.log(JSON.stringify({ bench: name, ...figures, peak_rss_mib: peakRssMib(), node: process.version }));
}
