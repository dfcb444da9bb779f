import { FlyteError } from "../../errors/index.js";
import type { ImageSpecOptions } from "./image-spec.js";

const FOLDER = "/app";

/** The Dockerfile of a described image: the base, what the system and the project need, then the project. */
export function dockerfileOf(spec: ImageSpecOptions): string {
	const {
		baseImage,
		nodeVersion = "22",
		aptPackages = [],
		packages = [],
		env = {},
		commands = [],
		copy = ["."],
	} = spec;
	const lines = [`FROM ${baseImage ?? `node:${nodeVersion}-slim`}`];
	if (aptPackages.length > 0) {
		const names = [...aptPackages].sort().join(" ");
		lines.push(
			`RUN apt-get update && apt-get install -y --no-install-recommends ${names} && rm -rf /var/lib/apt/lists/*`,
		);
	}
	lines.push(
		`WORKDIR ${FOLDER}`,
		"COPY package.json package-lock.jso[n] npm-shrinkwrap.jso[n] ./",
		"RUN if [ -f package-lock.json ] || [ -f npm-shrinkwrap.json ]; then npm ci --omit=dev; else npm install --omit=dev; fi",
	);
	// --no-save: the project's own package.json stays as it is
	if (packages.length > 0) lines.push(`RUN npm install --no-save ${packages.map((name) => `'${name}'`).join(" ")}`);
	for (const path of copy) lines.push(`COPY ${JSON.stringify([path, path === "." ? "./" : `./${path}`])}`);
	lines.push(`ENV PATH="${FOLDER}/node_modules/.bin:$PATH"`);
	for (const [name, value] of Object.entries(env)) lines.push(`ENV ${name}="${value.replace(/[\\"$]/g, "\\$&")}"`);
	for (const command of commands) lines.push(`RUN ${command}`);
	return `${lines.join("\n")}\n`;
}

const RULES: readonly (readonly [keyof ImageSpecOptions, RegExp])[] = [
	["name", /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/],
	["registry", /^[\w.:/-]+$/],
	["baseImage", /^[\w.:/@-]+$/],
	["nodeVersion", /^[\w.-]+$/],
	["platform", /^[\w/.,-]+$/],
	["packages", /^[\w@./:^~<>=*|+# -]+$/],
	["aptPackages", /^[\w.+:=~-]+$/],
	["copy", /^[^\n]+$/],
	["commands", /^[^\n]+$/],
];

/** Throws AUTHORING_IMAGE for a part that would break the Dockerfile or mean something else there. */
export function checkImageSpec(spec: ImageSpecOptions): void {
	if (spec.name === undefined) throw unfit("name", "undefined");
	for (const [option, rule] of RULES) {
		const given = spec[option] as string | readonly string[] | undefined;
		for (const text of given === undefined ? [] : [given].flat()) {
			if (typeof text !== "string" || !rule.test(text)) throw unfit(option, String(text));
		}
	}
	for (const [name, value] of Object.entries(spec.env ?? {})) {
		if (!/^[A-Za-z_]\w*$/.test(name) || value.includes("\n")) throw unfit(`env.${name}`, value);
	}
}

function unfit(option: string, text: string): FlyteError {
	return new FlyteError("AUTHORING_IMAGE", `imageSpec() option ${option} is ${JSON.stringify(text)}`, {
		path: option,
		wayOut: "write it as a Dockerfile has it, on one line; names of images are in small letters",
	});
}
