import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import type { Environment } from "../environment.js";
import type { Expiring } from "../net/kept-value.js";
import type { Net } from "../net/retry.js";
import { credentialsFrom } from "./container-credentials.js";
import type { AwsSource } from "./credentials.js";
import { type Profile, profileName } from "./profiles.js";
import { assumeRole, webIdentity } from "./role-credentials.js";
import type { AwsCredentials } from "./sign.js";

type Profiles = ReadonlyMap<string, Profile>;

/** The chosen profile of the AWS files. Undefined where there is none of that name and nobody chose it. */
export function profileSource(env: Environment, profiles: Profiles, net: Net): AwsSource | undefined {
	const name = profileName(env);
	if (!profiles.has(name)) {
		if (name === "default") return undefined;
		return { description: `profile ${name}`, fetch: async () => missing(name, profiles) };
	}
	return { description: `profile ${name}`, fetch: () => ofProfile(env, profiles, net, name, []) };
}

async function ofProfile(
	env: Environment,
	profiles: Profiles,
	net: Net,
	name: string,
	above: readonly string[],
): Promise<Expiring<AwsCredentials> | undefined> {
	const profile = profiles.get(name) ?? missing(name, profiles);
	const roleArn = profile.get("role_arn");
	if (roleArn !== undefined && !above.includes(name)) {
		const session = profile.get("role_session_name");
		const tokenFile = profile.get("web_identity_token_file");
		if (tokenFile !== undefined) return webIdentity(env, net, { tokenFile, roleArn, session });
		const parent = profile.get("source_profile");
		if (parent === undefined) {
			throw unusable(name, "has a role_arn without source_profile or web_identity_token_file");
		}
		// a profile may name itself as the source: its own keys then
		const source = await ofProfile(env, profiles, net, parent, [...above, name]);
		if (source === undefined) throw unusable(name, `has the source_profile ${parent}, which has no credentials`);
		return assumeRole(env, net, source.value, { roleArn, session, externalId: profile.get("external_id") });
	}
	const accessKeyId = profile.get("aws_access_key_id");
	const secretAccessKey = profile.get("aws_secret_access_key");
	if (accessKeyId !== undefined && secretAccessKey !== undefined) {
		const sessionToken = profile.get("aws_session_token");
		return { value: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } };
	}
	const command = profile.get("credential_process");
	if (command !== undefined) return fromProcess(name, command);
	if (profile.has("sso_session") || profile.has("sso_start_url")) {
		throw unusable(
			name,
			"signs in with SSO",
			`run: eval "$(aws configure export-credentials --profile ${name} --format env)"`,
		);
	}
	return undefined;
}

async function fromProcess(name: string, command: string): Promise<Expiring<AwsCredentials>> {
	const source = { name: `the credential_process of AWS profile ${name}`, wayOut: "run it by hand and look" };
	try {
		// the shell splits the line, as AWS's own tools let it do
		const { stdout } = await promisify(execFile)(command, { shell: true, timeout: 60_000 });
		return credentialsFrom(source, stdout);
	} catch (cause) {
		if (isFlyteError(cause)) throw cause;
		const { code, signal } = cause as { code?: unknown; signal?: unknown };
		// not the cause: it holds what the process printed
		throw new FlyteError("STORAGE_CREDENTIALS", `${source.name} ended with ${String(code ?? signal)}`, {
			wayOut: source.wayOut,
		});
	}
}

function missing(name: string, profiles: Profiles): never {
	const known = [...profiles.keys()].sort().slice(0, 10).join(", ");
	throw new FlyteError("STORAGE_CREDENTIALS", `there is no AWS profile ${JSON.stringify(name)}`, {
		wayOut: known === "" ? "there are none at all: run aws configure" : `choose one of: ${known}`,
	});
}

function unusable(name: string, reason: string, wayOut = "complete the profile in the AWS config file"): FlyteError {
	return new FlyteError("STORAGE_CREDENTIALS", `AWS profile ${JSON.stringify(name)} ${reason}`, { wayOut });
}
