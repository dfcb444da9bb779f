import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tokenOfCommand } from "../../src/remote/auth/external-command.js";
import type { AuthMetadata } from "../../src/remote/auth/index.js";
import { authenticator, proxyAuthenticator } from "../../src/remote/auth/index.js";
import { platform } from "./login-bench.js";

const node = (script: string) => [process.execPath, "-e", script, "argument-with-canary"];
const withoutMetadata: AuthMetadata = {
	oauth2Metadata: () => Promise.reject(new Error("unimplemented")),
	publicClientConfig: () => Promise.reject(new Error("unimplemented")),
};
const withHeader: AuthMetadata = {
	...withoutMetadata,
	publicClientConfig: async () => ({
		clientId: "",
		redirectUri: "",
		scopes: [],
		authorizationMetadataKey: "Flyte-Authorization",
		audience: "",
	}),
};

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "command-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A command that prints another token at each run and counts its runs in a file. */
function counting(): string[] {
	return node(
		`const f=${JSON.stringify(join(folder, "runs"))};const fs=require("fs");fs.appendFileSync(f,"x");console.log("token-"+fs.readFileSync(f,"utf8").length)`,
	);
}
const runs = () => readFileSync(join(folder, "runs"), "utf8").length;

describe("a token that a command prints", () => {
	it("is used with Bearer before it, got at the first refusal and again at the next", async () => {
		const config = platform({ authType: "ExternalCommand", command: counting() });
		const provider = authenticator(config, withoutMetadata);
		expect(await provider.token()).toBeUndefined();
		await provider.refresh(undefined);
		const first = await provider.token();
		expect(first).toEqual({ header: "authorization", value: "Bearer token-1" });
		await Promise.all([provider.refresh(first), provider.refresh(first)]);
		expect(await provider.token()).toEqual({ header: "authorization", value: "Bearer token-2" });
		expect(runs()).toBe(2);
	});

	it("goes into the header that the server names", async () => {
		const config = platform({ authType: "ExternalCommand", command: counting() });
		const provider = authenticator(config, withHeader);
		await provider.refresh();
		expect((await provider.token())?.header).toBe("flyte-authorization");
	});

	it.each([
		["prints nothing", "", "printed nothing"],
		[
			"prints two words",
			'console.log("Bearer canary")',
			"printed more than one word, or characters that no header takes",
		],
		[
			"prints two lines",
			'console.log("canary\\nx-header: 1")',
			"printed more than one word, or characters that no header takes",
		],
		["prints beyond ASCII", 'console.log("canär")', "printed more than one word, or characters that no header takes"],
		[
			"prints without end",
			'const more=()=>process.stdout.write("canary".repeat(10000),more);more()',
			"printed more than 65536 bytes",
		],
		["fails", 'console.log("canary");console.error("canary");process.exit(3)', "exited with 3"],
		[
			"is ended",
			'console.log("canary");process.kill(process.pid,"SIGTERM");setInterval(()=>{},1e9)',
			"was ended by SIGTERM",
		],
	])("is refused where the command %s, without what it printed or was given", async (_, script, why) => {
		const error = await tokenOfCommand("admin.command", node(script), "flyte.example.com").catch(
			(thrown: Error) => thrown,
		);
		expect(String(error)).toBe(
			`FlyteError: admin.command (${process.execPath}), which prints the token for flyte.example.com, ${why}\n  way out: run the command in a terminal: it is to print the token alone to standard output and exit with 0`,
		);
	});

	it("is not waited for without end", async () => {
		const late = tokenOfCommand("admin.command", node("setInterval(()=>{},1e9)"), "flyte.example.com", 300);
		await expect(late).rejects.toThrow("did not end within 0.3 s");
	});

	it("names a program that is not there, and a setting that is empty", async () => {
		await expect(tokenOfCommand("admin.command", ["no-such-program", "canary"], "flyte.example.com")).rejects.toThrow(
			"admin.command (no-such-program), which prints the token for flyte.example.com, cannot be started: ENOENT",
		);
		for (const command of [undefined, [], [""]])
			await expect(tokenOfCommand("admin.command", command, "flyte.example.com")).rejects.toThrow(
				"admin.command is empty",
			);
	});

	it("is run without a shell", async () => {
		const [program = "", ...args] = node("console.log(process.argv[1].length)");
		expect(
			await tokenOfCommand("admin.command", [program, ...args.slice(0, 2), "$(echo x); `y`"], "flyte.example.com"),
		).toBe("14");
	});
});

describe("the token of a proxy", () => {
	it("is got before the first call, and once more for calls refused together", async () => {
		const provider = proxyAuthenticator(platform({ proxyCommand: counting() }));
		const [first] = await Promise.all([provider?.token(), provider?.token()]);
		expect(first).toEqual({ header: "proxy-authorization", value: "Bearer token-1" });
		await Promise.all([provider?.refresh(first), provider?.refresh(first)]);
		await provider?.refresh(first);
		expect((await provider?.token())?.value).toBe("Bearer token-2");
		expect(runs()).toBe(2);
	});

	it("is not asked for where no command is configured", () => {
		expect(proxyAuthenticator(platform({}))).toBeUndefined();
		expect(proxyAuthenticator(platform({ proxyCommand: [] }))).toBeUndefined();
	});
});
