import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FlyteRemote, readFlyteConfig } from "flytekit-ts/remote";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
	const file = join(folder, name);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
	return file;
}
const read = (env: Record<string, string> = {}, file?: string) =>
	readFlyteConfig({
		place: { cwd: join(folder, "work"), home: join(folder, "home"), env },
		...(file === undefined ? {} : { file }),
	});
const admin = (name: string) => `admin:\n  endpoint: dns:///${name}\n`;

describe("the configuration", () => {
	it("without any file is the sandbox's", async () => {
		expect(await read()).toEqual({
			platform: {
				endpoint: "localhost:30080",
				insecure: false,
				insecureSkipVerify: false,
				authType: "Pkce",
				scopes: [],
				useAudienceFromAdmin: false,
				rpcRetries: 4,
			},
			storage: {},
		});
	});

	it("is the given file, else FLYTECTL_CONFIG's, else one of the working folder, else one at home", async () => {
		write("home/.flyte/config.yaml", admin("home"));
		expect((await read()).platform.endpoint).toBe("home");
		write("home/.flyte/config", "[platform]\nurl=old-home\n");
		expect((await read()).platform.endpoint).toBe("old-home");
		write("work/flytekit.config", "[platform]\nurl=work\n");
		expect((await read()).platform.endpoint).toBe("work");
		const env = write("env.yaml", admin("env"));
		expect((await read({ FLYTECTL_CONFIG: env })).platform.endpoint).toBe("env");
		const given = write("given.yaml", admin("given"));
		const config = await read({ FLYTECTL_CONFIG: env }, given);
		expect([config.platform.endpoint, config.source]).toEqual(["given", given]);
	});

	it("reads what flytectl's file says, whatever the case of its keys", async () => {
		const file = write(
			"config.yaml",
			[
				"admin:",
				"  endpoint: dns:///flyte.example.com:443/",
				"  authtype: ClientSecret",
				"  clientId: me",
				"  clientSecretLocation: /etc/secret",
				"  scopes: [all, offline]",
				"  insecure: false",
				"  caCertFilePath: /etc/ca.pem",
				"  maxRetries: 7",
				"  proxyCommand: [get-token, --quiet]",
				"  unknown: is let be",
				"console:",
				"  endpoint: https://ui.example.com",
				"storage:",
				"  type: s3",
				"  connection: {endpoint: 'http://localhost:30002', region: eu, auth-type: accesskey, access-key: canary}",
				"  container: bucket",
			].join("\n"),
		);
		const config = await read({}, file);
		expect(config).toEqual({
			platform: {
				endpoint: "flyte.example.com:443",
				insecure: false,
				insecureSkipVerify: false,
				authType: "ClientSecret",
				clientId: "me",
				clientSecretLocation: "/etc/secret",
				scopes: ["all", "offline"],
				useAudienceFromAdmin: false,
				rpcRetries: 7,
				caCertFilePath: "/etc/ca.pem",
				proxyCommand: ["get-token", "--quiet"],
				consoleEndpoint: "https://ui.example.com",
			},
			storage: {
				type: "s3",
				endpoint: "http://localhost:30002",
				region: "eu",
				container: "bucket",
				authType: "accesskey",
			},
			source: file,
		});
		expect(JSON.stringify(config)).not.toContain("canary");
	});

	it("gives way to variables, and these to what the caller says", async () => {
		const file = write("config.yaml", `${admin("file")}  insecure: true\n`);
		const env = {
			FLYTE_PLATFORM_URL: "https://env.example.com/",
			FLYTE_PLATFORM_INSECURE: "False",
			FLYTE_CREDENTIALS_CLIENT_ID: "me",
			FLYTE_CREDENTIALS_CLIENT_SECRET: "canary",
			FLYTE_CREDENTIALS_SCOPES: "a, b",
			FLYTE_PROJECT: "acme",
		};
		const config = await read(env, file);
		expect(config).toMatchObject({
			platform: {
				endpoint: "env.example.com",
				insecure: false,
				clientId: "me",
				authType: "ClientSecret",
				clientSecretEnvVar: "FLYTE_CREDENTIALS_CLIENT_SECRET",
				scopes: ["a", "b"],
			},
			project: "acme",
		});
		expect(JSON.stringify(config)).not.toContain("canary");
		const place = { cwd: folder, home: folder, env };
		const said = await readFlyteConfig({ file, place, platform: { endpoint: "mine:81", insecure: true } });
		expect([said.platform.endpoint, said.platform.insecure]).toEqual(["mine:81", true]);
		const remote = await FlyteRemote.auto({ file, place, domain: "production" });
		expect([remote.endpoint, remote.project, remote.domain]).toEqual([
			"dns:///env.example.com:443",
			"acme",
			"production",
		]);
	});

	it("names file and line of what is wrong with it, and no value that may be a secret", async () => {
		const wrong = async (text: string, name = "wrong.yaml") => read({}, write(name, text)).then(String, String);
		expect(await wrong("admin:\n  endpoint: [a\n")).toMatch(/wrong\.yaml:\d+:\d+ is not YAML/);
		expect(await wrong("admin:\n  insecure: canary\n")).toMatch(
			/wrong\.yaml:2: admin\.insecure is true or false, and another value stands there$/,
		);
		expect(await wrong("admin:\n  endpoint:\n    host: a\n")).toContain(
			"admin.endpoint is a text, and a section stands there",
		);
		expect(await wrong("admin:\n  authType: Kerberos\n")).toMatch(/"Kerberos" is not known[\s\S]*Pkce, DeviceFlow/);
		expect(await wrong("admin:\n  endpoint: not a host\n")).toContain('the endpoint "not a host" is no host and port');
		expect(await wrong("endpoint dns///a\n", "old")).toContain("old:1 is neither [section] nor key=value");
		expect(await read({ FLYTECTL_CONFIG: "/none.yaml" }).then(String, String)).toContain(
			"FLYTECTL_CONFIG names /none.yaml, which does not exist",
		);
		expect(await read({}, "none.yaml").then(String, String)).toContain(
			"the configuration file none.yaml does not exist",
		);
		expect(await read({ FLYTE_PLATFORM_INSECURE: "perhaps" }).then(String, String)).toContain(
			"FLYTE_PLATFORM_INSECURE is true or false",
		);
	});
});
