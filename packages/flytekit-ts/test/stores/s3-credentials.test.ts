import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HttpRequest } from "../../src/storage/net/exchange.js";
import { s3Store } from "../../src/storage/s3/index.js";
import { formOf, type Scripted, ScriptedNet } from "./scripted-net.js";

const BUCKET = "bucket.s3.us-east-1.amazonaws.com";

let home: string;
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), "aws-"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Reads a blob in this environment, where `services` answers for all but S3; gives the network and what S3 was asked. */
async function read(
	env: Readonly<Record<string, string>>,
	services: (request: HttpRequest) => Scripted | undefined = () => undefined,
	s3: (request: HttpRequest) => Scripted = () => ({ body: "content" }),
) {
	const network = new ScriptedNet((request) =>
		new URL(request.url).host.includes(".s3.") ? s3(request) : services(request),
	);
	const store = await s3Store({ HOME: home, ...env }, network.net);
	const asked = async () => {
		await store.read("s3://bucket/key");
		return network.to(BUCKET);
	};
	return { network, store, asked, request: await asked() };
}

const signedBy = (id: string) => expect.stringMatching(new RegExp(`^AWS4-HMAC-SHA256 Credential=${id}/`));

const ROLE = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLEID</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
<SessionToken>role-token</SessionToken><Expiration>1970-01-01T01:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const ofService = (id: string, expiration?: string) => ({
	AccessKeyId: id,
	SecretAccessKey: "service-secret",
	Token: "service-token",
	...(expiration === undefined ? {} : { Expiration: expiration }),
});

function awsFile(name: string, text: string): void {
	mkdirSync(join(home, ".aws"), { recursive: true });
	writeFileSync(join(home, ".aws", name), text);
}

describe("credentials for S3 come", () => {
	const own = { AWS_ACCESS_KEY_ID: "AWSID", AWS_SECRET_ACCESS_KEY: "secret" };

	it("from AWS's variables, session token too, and from flytekit's before them", async () => {
		const { request } = await read({ ...own, AWS_SESSION_TOKEN: "session" });
		expect(request.headers).toMatchObject({ authorization: signedBy("AWSID"), "x-amz-security-token": "session" });
		const flyte = { FLYTE_AWS_ACCESS_KEY_ID: "FLYTEID", FLYTE_AWS_SECRET_ACCESS_KEY: "other" };
		const both = await read({ ...own, AWS_SESSION_TOKEN: "session", ...flyte });
		expect(both.request.headers.authorization).toEqual(signedBy("FLYTEID"));
		expect(both.request.headers).not.toHaveProperty("x-amz-security-token");
	});

	it("from the role of a pod's token (IRSA), at the region's own service", async () => {
		writeFileSync(join(home, "token"), "pod-token\n");
		const env = {
			AWS_WEB_IDENTITY_TOKEN_FILE: join(home, "token"),
			AWS_ROLE_ARN: "arn:aws:iam::1:role/r",
			AWS_REGION: "us-east-1",
		};
		const { network, request } = await read(env, () => ({ body: ROLE }));
		expect(request.headers).toMatchObject({
			authorization: signedBy("ROLEID"),
			"x-amz-security-token": "role-token",
		});
		const asked = network.to("sts.us-east-1.amazonaws.com");
		expect(formOf(asked)).toMatchObject({ Action: "AssumeRoleWithWebIdentity", WebIdentityToken: "pod-token" });
		expect(asked.headers).not.toHaveProperty("authorization");
	});

	it("from the default profile, the chosen one, and the role that one takes on by another's keys", async () => {
		awsFile("credentials", "[default]\naws_access_key_id = DEFID\naws_secret_access_key = s\n");
		awsFile(
			"config",
			"[profile deploy]\nrole_arn = arn:aws:iam::1:role/d\nsource_profile = default\nexternal_id = x1\n",
		);
		expect((await read({})).request.headers.authorization).toEqual(signedBy("DEFID"));
		const { network, request } = await read({ AWS_PROFILE: "deploy" }, () => ({ body: ROLE }));
		expect(request.headers.authorization).toEqual(signedBy("ROLEID"));
		const asked = network.to("sts.us-east-1.amazonaws.com");
		expect(asked.headers.authorization).toEqual(signedBy("DEFID"));
		expect(formOf(asked)).toMatchObject({ Action: "AssumeRole", ExternalId: "x1" });
	});

	it("from a program that a profile names", async () => {
		const json = JSON.stringify({ Version: 1, AccessKeyId: "PROCID", SecretAccessKey: "s", SessionToken: "t" });
		writeFileSync(join(home, "creds.json"), json);
		awsFile("credentials", `[default]\ncredential_process = cat ${join(home, "creds.json")}\n`);
		expect((await read({})).request.headers.authorization).toEqual(signedBy("PROCID"));
	});

	it("from the container's endpoint (ECS, EKS pod identity), with its token", async () => {
		const relative = await read({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/creds" }, () => ({
			body: ofService("TASKID"),
		}));
		expect(relative.request.headers.authorization).toEqual(signedBy("TASKID"));
		expect(relative.network.to("169.254.170.2").url).toBe("http://169.254.170.2/v2/creds");
		writeFileSync(join(home, "agent"), "agent-token");
		const full = await read(
			{
				AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
				AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(home, "agent"),
			},
			() => ({ body: ofService("PODID") }),
		);
		expect(full.request.headers.authorization).toEqual(signedBy("PODID"));
		expect(full.network.to("169.254.170.23").headers.authorization).toBe("agent-token");
	});

	it("from the machine's role, and from nobody where nobody is there: the request is not signed then", async () => {
		const answers = ({ method, url }: HttpRequest): Scripted => {
			if (method === "PUT") return { body: "imds-token" };
			return url.endsWith("/security-credentials/") ? { body: "my-role\n" } : { body: ofService("EC2ID") };
		};
		const { network, request } = await read({}, answers);
		expect(request.headers.authorization).toEqual(signedBy("EC2ID"));
		expect(network.to("169.254.169.254")).toMatchObject({
			url: "http://169.254.169.254/latest/meta-data/iam/security-credentials/my-role",
			headers: { "x-aws-ec2-metadata-token": "imds-token" },
		});
		expect((await read({})).request.headers).not.toHaveProperty("authorization");
		const disabled = await read({ AWS_EC2_METADATA_DISABLED: "true" });
		expect(disabled.network.hosts).toEqual([BUCKET]);
	});
});

describe("credentials for S3", () => {
	it("are asked for once, and anew before they end", async () => {
		let nth = 0;
		const services = ({ method, url }: HttpRequest): Scripted => {
			if (method === "PUT") return { body: "imds-token" };
			if (url.endsWith("/security-credentials/")) return { body: "my-role" };
			nth++;
			return { body: ofService(`ID${nth}`, new Date(network.clock.now() + 3_600_000).toISOString()) };
		};
		const network = new ScriptedNet((request) =>
			new URL(request.url).host === BUCKET ? { body: "content" } : services(request),
		);
		const store = await s3Store({ HOME: home }, network.net);
		const signer = async () => {
			await store.read("s3://bucket/key");
			return /Credential=(\w+)\//.exec(network.to(BUCKET).headers.authorization ?? "")?.[1];
		};
		expect([await signer(), await signer()]).toEqual(["ID1", "ID1"]);
		await network.clock.advance(56 * 60_000);
		expect(await signer()).toBe("ID2");
	});

	it("that the store calls expired are replaced, and the request is made again", async () => {
		let nth = 0;
		const services = () => ({ body: ofService(`ID${++nth}`) });
		const s3 = ({ headers }: HttpRequest): Scripted =>
			headers.authorization?.includes("ID1/") === true
				? { status: 400, body: "<Error><Code>ExpiredToken</Code></Error>" }
				: { body: "content" };
		const { request } = await read({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/c" }, services, s3);
		expect(request.headers.authorization).toEqual(signedBy("ID2"));
	});

	it.each<[string, Record<string, string>, Scripted | undefined, string]>([
		[
			"a profile that is not there",
			{ AWS_PROFILE: "nobody" },
			undefined,
			'there is no AWS profile "nobody"\n  way out: there are none at all: run aws configure',
		],
		[
			"a token file that is not there",
			{ AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere/token", AWS_ROLE_ARN: "r" },
			undefined,
			"cannot read the token file /nowhere/token that AWS_WEB_IDENTITY_TOKEN_FILE names: ENOENT",
		],
		[
			"an endpoint that is somebody else's",
			{ AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://evil.test/creds" },
			undefined,
			"AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that credentials are not asked of",
		],
		[
			"a service that refuses",
			{ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/c" },
			{ status: 403, body: '{"code":"AccessDenied","message":"canary"}' },
			"the container's endpoint for AWS credentials at 169.254.170.2 gave no credentials: it answered 403 AccessDenied",
		],
		[
			"a service that gives something else",
			{ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/c" },
			{ body: '"canary"' },
			"the container's endpoint for AWS credentials gave something that is no JSON object",
		],
	])("are missed with their place: %s", async (_what, env, answer, text) => {
		const failed = (await read(env, () => answer).catch((error: unknown) => error)) as Error;
		expect(failed).toMatchObject({ code: "STORAGE_CREDENTIALS" });
		expect(failed.message).toContain(text);
		expect(failed.message).not.toContain("canary");
	});

	it("that do not suffice are named without their secret", async () => {
		const env = { AWS_ACCESS_KEY_ID: "AWSID", AWS_SECRET_ACCESS_KEY: "secret-canary" };
		const s3 = () => ({ status: 403, body: "<Error><Code>AccessDenied</Code></Error>" });
		const failed = (await read(env, undefined, s3).catch((error: unknown) => error)) as Error;
		expect(failed.message).toMatch(
			/^may not read s3:\/\/bucket\/key: the store answered 403 AccessDenied; asked as the key in AWS_ACCESS_KEY_ID\n {2}way out: allow it s3:GetObject/,
		);
		expect(failed.message).not.toContain("canary");
	});
});
