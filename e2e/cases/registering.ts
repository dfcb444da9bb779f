import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bench, type Case, succeeded } from "../runner/case.js";
import { PLACE, tsflyte } from "../runner/register.js";

/** Registers a program of one file, and gives the version that its content made, with how many entities were not there. */
async function registered({ lab, folder }: Bench, greeting: string): Promise<{ version: string; registered: number }> {
	writeFileSync(join(folder, "package.json"), '{ "name": "greeting", "private": true, "type": "module" }\n');
	writeFileSync(
		join(folder, "greeting.ts"),
		`import { type Inputs, task, workflow } from "flytekit-ts";
export const greet = task(({ name }: { name: string }): string => \`${greeting}, \${name}\`);
export const greeted = workflow(({ name }: Inputs<{ name: string }>) => greet({ name }));
`,
	);
	const place = ["--project", PLACE.project, "--domain", PLACE.domain, "--image", "lab/none:v1"];
	const { code, stdout, stderr } = await tsflyte(lab, ["register", "greeting.ts", ...place], folder);
	assert.equal(code, 0, stdout + stderr);
	const [, version = "", fresh, changed] = /, version (\S+): (\d+) new, (\d+) changed/.exec(stdout) ?? [];
	assert.notEqual(version, "", stdout);
	return { version, registered: Number(fresh) + Number(changed) };
}

export const registering: readonly Case[] = [
	{
		name: "fast registration: a version for each content, and each runs its own",
		async run(flyte) {
			const first = await registered(flyte, "hello");
			assert.equal(first.registered, 3);
			assert.deepEqual(await registered(flyte, "hello"), { version: first.version, registered: 0 });
			const second = await registered(flyte, "good day");
			assert.notEqual(second.version, first.version);
			assert.equal(second.registered, 3);
			const runs = await Promise.all(
				[first, second].map(({ version }) => flyte.launch("greeting.greeted", { name: "Flyte" }, { version })),
			);
			const ends = await Promise.all(runs.map((run) => succeeded(run)));
			assert.deepEqual(
				ends.map(({ outputs }) => outputs),
				[{ o0: "hello, Flyte" }, { o0: "good day, Flyte" }],
			);
		},
	},
	{
		name: "run --remote --wait: registers, uploads a local file, follows and prints",
		async run({ lab, folder }) {
			writeFileSync(join(folder, "package.json"), '{ "name": "shouting", "private": true, "type": "module" }\n');
			writeFileSync(
				join(folder, "shouting.ts"),
				`import { FlyteFile, task } from "flytekit-ts";
export const shout = task(async ({ file, more }: { file: FlyteFile; more: FlyteFile[] }): Promise<FlyteFile> => {
	const texts = await Promise.all([file, ...more].map((each) => each.text()));
	return FlyteFile.newRemote("loud.txt").write(new TextEncoder().encode(texts.join("").toUpperCase()));
});
`,
			);
			writeFileSync(join(folder, "one.txt"), "one ");
			writeFileSync(join(folder, "two.txt"), "two");
			writeFileSync(join(folder, "inputs.json"), '{ "file": "one.txt", "more": ["two.txt"] }');
			const place = ["--project", PLACE.project, "--domain", PLACE.domain, "--image", "lab/none:v1"];
			const run = ["run", "--remote", "--wait", ...place, "--inputs-file", "inputs.json", "shouting.ts", "shout"];
			const { code, stdout, stderr } = await tsflyte(lab, run, folder);
			assert.equal(code, 0, stderr);
			assert.equal(readFileSync(localPath(stdout.trim()), "utf8"), "ONE TWO");
			assert.match(stderr, /execution \S+: http\S+\n.* SUCCEEDED\n$/s);
		},
	},
];

function localPath(text: string): string {
	return text.startsWith("file:") ? fileURLToPath(text) : text;
}
