import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dockerfileOf } from "../../src/authoring/image-spec/dockerfile.js";
import { dockerfileProblems, instructionsOf } from "./dockerfile.js";

const text = readFileSync(new URL("../../../../docker/Dockerfile", import.meta.url), "utf8");
const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
	readonly version: string;
	readonly engines: { readonly node: string };
	readonly bin: Readonly<Record<string, string>>;
};

describe("docker/Dockerfile", () => {
	const instructions = instructionsOf(text);
	const of = (name: string) => instructions.filter((one) => one.name === name).map((one) => one.text);

	it("has nothing that a container should not have", () => {
		expect(dockerfileProblems(text)).toEqual([]);
	});

	it("installs this version, without what only authors need, on a Node that the package takes", () => {
		expect(of("FROM")).toEqual([`node:\${NODE_VERSION}-trixie-slim`]);
		expect(of("ARG")).toEqual(["NODE_VERSION=22", `FLYTEKIT_TS_VERSION=${manifest.version}`]);
		const [install] = of("RUN");
		expect(install).toContain("--omit=optional --ignore-scripts");
		expect(install).toContain(`"flytekit-ts@\${FLYTEKIT_TS_VERSION}"`);
		expect(Number(/\d+/.exec(manifest.engines.node)?.[0])).toBeLessThanOrEqual(22);
	});

	it("runs its arguments as the command, as an unprivileged user, in a folder that user may write", () => {
		expect([of("ENTRYPOINT"), of("USER"), of("WORKDIR")]).toEqual([["[]"], ["node"], ["/app"]]);
		expect(of("RUN").at(-1)).toBe("chown node:node /app");
		const [command] = JSON.parse(of("CMD")[0] as string) as string[];
		expect(Object.keys(manifest.bin)).toContain(command);
	});
});

describe("the checks of Dockerfiles", () => {
	it.each([
		["FROM node\nWORKDIR /a\nUSER node", "line 1: the base image has a tag that says which it is"],
		["FROM node:latest\nWORKDIR /a\nUSER node", "line 1: the base image has a tag that says which it is"],
		["FROM a:1\nWORKDIR a\nUSER node", "line 2: WORKDIR is absolute"],
		["FROM a:1\nWORKDIR /a", "line 0: containers run as root"],
		["FROM a:1\nWORKDIR /a\nUSER root", "line 3: containers run as root"],
		["FROM a:1\nWORKDIR /a\nUSER node\nRUN x", "line 4: RUN after USER"],
		["FROM a:1\nWORKDIR /a\nADD x y\nUSER node", "line 3: ADD fetches and unpacks: COPY says what it does"],
		["FROM a:1\nWORKDIR /a\nENV API_TOKEN=x\nUSER node", "line 3: a secret stays in the image"],
		["FROM a:1\nARG A=1\nWORKDIR /a\nUSER node", "line 2: ARG A is not used"],
		["FROM a:1\nWORKDIR /a\nCMD tsflyte\nUSER node", "line 3: CMD is a list in JSON, or a shell stands in front of it"],
		[
			"FROM a:1\nWORKDIR /a\nRUN apt-get update && \\\n apt-get install -y --no-install-recommends x\nUSER node",
			"line 3: the lists of apt-get stay in the image",
		],
		["FROM a:1\nWORKDIR /a\nRUN curl x | sh\nUSER node", "line 3: a script from the net is run"],
		["FORM a:1\nWORKDIR /a\nUSER node", "line 1: no instruction FORM"],
	])("see %j", (dockerfile, problem) => expect(dockerfileProblems(dockerfile)).toContain(problem));

	it("find nothing in what imageSpec() makes", () => {
		const spec = { name: "app", aptPackages: ["git"], packages: ["sharp"], env: { A: "b" }, commands: ["true"] };
		expect(dockerfileProblems(dockerfileOf(spec), { root: true })).toEqual([]);
	});
});
