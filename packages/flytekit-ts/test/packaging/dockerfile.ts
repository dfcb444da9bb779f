/** One instruction of a Dockerfile. */
export interface Instruction {
	readonly name: string;
	readonly text: string;
	/** 1-based line that it starts on. */
	readonly line: number;
}

const KNOWN = new Set(
	"ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(" "),
);
const EXEC_FORM = new Set(["CMD", "ENTRYPOINT"]);

/** Instructions with continued lines joined; comments and empty lines left out. */
export function instructionsOf(dockerfile: string): Instruction[] {
	const found: Instruction[] = [];
	let open: { name: string; text: string; line: number } | undefined;
	for (const [index, whole] of dockerfile.split("\n").entries()) {
		const line = whole.trim();
		if (line === "" || line.startsWith("#")) continue;
		const text = line.replace(/\\$/, "").trim();
		if (open === undefined) {
			const [, name = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
			open = { name, text: rest, line: index + 1 };
		} else open.text += ` ${text}`;
		if (line.endsWith("\\")) continue;
		found.push(open);
		open = undefined;
	}
	return open === undefined ? found : [...found, open];
}

/** What is wrong with a Dockerfile of an image that runs tasks, as `line N: problem`. */
export function dockerfileProblems(dockerfile: string, { root = false } = {}): string[] {
	const all = instructionsOf(dockerfile);
	const problems: string[] = [];
	const say = (at: Instruction | undefined, problem: string) => problems.push(`line ${at?.line ?? 0}: ${problem}`);
	const of = (name: string) => all.filter((one) => one.name === name);
	for (const one of all) {
		const { name, text } = one;
		if (!KNOWN.has(name)) say(one, `no instruction ${name}`);
		if (text === "") say(one, `${name} says nothing`);
		if (name === "ADD") say(one, "ADD fetches and unpacks: COPY says what it does");
		if (EXEC_FORM.has(name) && !isStringList(text))
			say(one, `${name} is a list in JSON, or a shell stands in front of it`);
		if (name === "WORKDIR" && !text.startsWith("/")) say(one, "WORKDIR is absolute");
		if ((name === "ENV" || name === "ARG") && /(?:TOKEN|SECRET|PASSWORD|_KEY)\b/i.test(text))
			say(one, "a secret stays in the image");
		if (name === "RUN") for (const problem of runProblems(text)) say(one, problem);
		if (name === "FROM" && /(?::latest\b|^[^:@]+$)/.test(text))
			say(one, "the base image has a tag that says which it is");
	}
	if (of("FROM").length === 0) say(undefined, "no FROM");
	if (of("WORKDIR").length === 0) say(undefined, "no WORKDIR");
	if (!root) {
		const user = of("USER").at(-1);
		if (user === undefined || /^(?:root|0)(?::|$)/.test(user.text)) say(user, "containers run as root");
		const late = all.find((one) => user !== undefined && one.line > user.line && one.name === "RUN");
		if (late !== undefined) say(late, "RUN after USER");
	}
	for (const arg of of("ARG")) {
		const [name = ""] = arg.text.split("=");
		if (!all.some(({ text }) => text.includes(`\${${name}}`))) say(arg, `ARG ${name} is not used`);
	}
	return problems;
}

function* runProblems(text: string): Generator<string> {
	if (/\bapt-get install\b/.test(text)) {
		if (!/\bapt-get update\b/.test(text)) yield "apt-get install without update in the same RUN";
		if (!/--no-install-recommends/.test(text)) yield "apt-get install without --no-install-recommends";
		if (!/rm -rf \/var\/lib\/apt\/lists/.test(text)) yield "the lists of apt-get stay in the image";
	}
	if (/\b(?:curl|wget)\b.*\|\s*(?:ba)?sh\b/.test(text)) yield "a script from the net is run";
	if (/\bsudo\b/.test(text)) yield "sudo";
	if (/\bnpm install --global\b/.test(text) && !/@\$\{?\w+\}?"?/.test(text))
		yield "npm install --global without a version";
}

function isStringList(text: string): boolean {
	try {
		const list = JSON.parse(text) as unknown;
		return Array.isArray(list) && list.every((part) => typeof part === "string");
	} catch {
		return false;
	}
}
