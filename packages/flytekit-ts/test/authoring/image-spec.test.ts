import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { imageSpec, RecoverableError } from "flytekit-ts";
import type { SerializationSettings } from "flytekit-ts/plugin";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { drawn, image } from "./image-spec-entities.js";

const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { images: [] },
	env: {},
};
const folder = mkdtempSync(join(tmpdir(), "image-"));
beforeAll(async () => {
	vi.spyOn(process.stderr, "write").mockReturnValue(true);
	await drawn({ n: 1 });
	return () => rmSync(folder, { recursive: true });
});
afterEach(() => {
	vi.unstubAllEnvs();
});

describe("image specs", () => {
	it("mean a Dockerfile that installs the project", () => {
		expect(image.dockerfile).toMatchInlineSnapshot(`
			"FROM node:22-slim
			RUN apt-get update && apt-get install -y --no-install-recommends curl git && rm -rf /var/lib/apt/lists/*
			WORKDIR /app
			COPY package.json package-lock.jso[n] npm-shrinkwrap.jso[n] ./
			RUN if [ -f package-lock.json ] || [ -f npm-shrinkwrap.json ]; then npm ci --omit=dev; else npm install --omit=dev; fi
			RUN npm install --no-save 'sharp@0.33'
			COPY ["src","./src"]
			COPY ["data","./data"]
			ENV PATH="/app/node_modules/.bin:$PATH"
			ENV GREETING="a \\"b\\" \\$c"
			RUN npm run build
			"
		`);
		expect(imageSpec({ name: "a", baseImage: "node:20-alpine" }).dockerfile).toMatch(/^FROM node:20-alpine\nWORKDIR/);
	});

	it("have a tag that follows what is in them", () => {
		writeFileSync(join(folder, "package.json"), "{}");
		const first = imageSpec({ name: "a", root: folder });
		expect(first.image).toMatch(/^a:[\w-]{22}$/);
		expect(imageSpec({ name: "a", root: folder }).tag).toBe(first.tag);
		expect(imageSpec({ name: "a", root: folder, packages: ["zod"] }).tag).not.toBe(first.tag);
		writeFileSync(join(folder, "package.json"), '{"dependencies":{}}');
		expect(imageSpec({ name: "a", root: folder }).tag).not.toBe(first.tag);
	});

	it("are a task's image, unless the settings have one of their name", () => {
		expect(drawn.containerImage).toBe(image);
		expect(drawn.getContainer(settings)?.image).toBe(image.image);
		const images = [{ name: "reports", fqn: "registry/built", tag: "7" }];
		expect(drawn.getImage({ ...settings, imageConfig: { images } })).toBe("registry/built:7");
	});

	it("are built by docker, pushed where a registry is named", async () => {
		writeFileSync(
			join(folder, "docker"),
			`#!/bin/sh\n[ "$2" = version ] && exit\necho "$@" > ${folder}/told\nwhile [ "$1" != --file ]; do shift; done; cp "$2"* ${folder}`,
		);
		chmodSync(join(folder, "docker"), 0o755);
		vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
		expect(await image.build()).toBe(image.image);
		expect(readFileSync(join(folder, "Dockerfile"), "utf8")).toBe(image.dockerfile);
		expect(readFileSync(join(folder, "Dockerfile.dockerignore"), "utf8")).toContain("node_modules");
		const told = () => readFileSync(join(folder, "told"), "utf8");
		expect(told()).toContain(`buildx build --platform linux/amd64 --tag ${image.image} --file `);
		expect(told()).toContain(` --push ${process.cwd()}`);
		await imageSpec({ name: "local", root: folder, platform: "linux/arm64" }).build();
		expect(told()).toMatch(/--platform linux\/arm64 .* --load /);
	});

	it("say what is missing where docker has no buildx, which no retry mends", async () => {
		const built = join(folder, "built-without-buildx");
		writeFileSync(
			join(folder, "docker"),
			`#!/bin/sh\ncase "$*" in *version) echo "docker: 'buildx' is not a docker command." >&2; exit 1 ;; esac\n: > ${built}`,
		);
		chmodSync(join(folder, "docker"), 0o755);
		vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
		const error = await image.build().catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ code: "AUTHORING_COMMAND" });
		expect(error).not.toBeInstanceOf(RecoverableError);
		expect((error as Error).message).toMatch(
			/^image reports needs docker's buildx, which is not installed here\n {2}way out: install docker's buildx plugin/,
		);
		expect(existsSync(built)).toBe(false);
	});

	it("say what is missing where there is no docker", async () => {
		vi.stubEnv("PATH", folder.concat("-nowhere"));
		await expect(image.build()).rejects.toThrow(
			/^image reports needs the command docker, which is not installed here\n {2}way out: install docker with buildx/,
		);
	});

	it.each([
		[{}, "imageSpec() option name is"],
		[{ name: "Upper" }, 'imageSpec() option name is "Upper"'],
		[{ name: "a", packages: ["x'; rm -rf /"] }, "imageSpec() option packages is"],
		[{ name: "a", baseImage: "node\nRUN x" }, "imageSpec() option baseImage is"],
		[{ name: "a", env: { "A B": "1" } }, 'imageSpec() option env.A B is "1"'],
		[{ name: "a", apt: [] }, 'imageSpec() has no option "apt"'],
	])("refuse %j", (options, message) => {
		expect(() => imageSpec(options as never)).toThrow(message);
	});
});
