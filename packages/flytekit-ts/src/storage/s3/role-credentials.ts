import { readFile } from "node:fs/promises";
import { errnoOf } from "../../context/files/access-error.js";
import { FlyteError } from "../../errors/index.js";
import { checkEndpoint } from "../endpoint.js";
import { type Environment, firstOf } from "../environment.js";
import { ask, form, type Source } from "../net/ask.js";
import type { Expiring } from "../net/kept-value.js";
import type { Net } from "../net/retry.js";
import { readXml, textAt } from "../net/xml.js";
import type { AwsSource } from "./credentials.js";
import { type AwsCredentials, signAws } from "./sign.js";

const STS: Source = {
	name: "the AWS security token service",
	wayOut: "check the role's name, its trust policy, and that the token it is asked with is still good",
};

/** A role for the token that Kubernetes gives the pod (IRSA); undefined where the variables do not ask for one. */
export function webIdentitySource(env: Environment, net: Net): AwsSource | undefined {
	const tokenFile = firstOf(env, "AWS_WEB_IDENTITY_TOKEN_FILE");
	const roleArn = firstOf(env, "AWS_ROLE_ARN");
	if (tokenFile === undefined || roleArn === undefined) return undefined;
	return {
		description: `role ${roleArn}`,
		fetch: () => webIdentity(env, net, { tokenFile, roleArn, session: firstOf(env, "AWS_ROLE_SESSION_NAME") }),
	};
}

/** Credentials of a role, for a token in a file. Throws STORAGE_CREDENTIALS. */
export async function webIdentity(
	env: Environment,
	net: Net,
	role: { readonly tokenFile: string; readonly roleArn: string; readonly session?: string | undefined },
): Promise<Expiring<AwsCredentials>> {
	const request = form({
		Action: "AssumeRoleWithWebIdentity",
		Version: "2011-06-15",
		RoleArn: role.roleArn,
		RoleSessionName: role.session ?? "flytekit-ts",
		WebIdentityToken: await tokenIn(role.tokenFile, "AWS_WEB_IDENTITY_TOKEN_FILE"),
	});
	const { accept: _, ...headers } = request.headers;
	return credentialsIn(await ask(net, STS, { ...request, headers, url: `${stsEndpoint(env)}/` }));
}

/** Credentials of a role, for other credentials that may assume it. Throws STORAGE_CREDENTIALS. */
export async function assumeRole(
	env: Environment,
	net: Net,
	source: AwsCredentials,
	role: { readonly roleArn: string; readonly session?: string | undefined; readonly externalId?: string | undefined },
): Promise<Expiring<AwsCredentials>> {
	const request = form({
		Action: "AssumeRole",
		Version: "2011-06-15",
		RoleArn: role.roleArn,
		RoleSessionName: role.session ?? "flytekit-ts",
		...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
	});
	const { accept: _, ...headers } = request.headers;
	const signed = await signAws({ ...request, headers, url: `${stsEndpoint(env)}/` }, source, {
		service: "sts",
		region: regionOf(env),
		now: net.clock.now(),
	});
	return credentialsIn(await ask(net, STS, signed));
}

/** The token in a file, which its writer renews. Throws STORAGE_CREDENTIALS naming file and variable. */
export async function tokenIn(file: string, variable: string): Promise<string> {
	try {
		return (await readFile(file, "utf8")).trim();
	} catch (cause) {
		throw new FlyteError(
			"STORAGE_CREDENTIALS",
			`cannot read the token file ${file} that ${variable} names: ${errnoOf(cause) ?? "an error"}`,
			{ cause, wayOut: "check the pod's service account and its projected token volume" },
		);
	}
}

function regionOf(env: Environment): string {
	return firstOf(env, "AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1";
}

function stsEndpoint(env: Environment): string {
	const own = firstOf(env, "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL");
	if (own !== undefined) return checkEndpoint(own);
	const region = regionOf(env);
	return `https://sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/** Both calls answer with the same element, one level below another's name. */
function credentialsIn(xml: string): Expiring<AwsCredentials> {
	const result = readXml(xml)?.children.find((child) => child.name.endsWith("Result"));
	const accessKeyId = textAt(result, "Credentials", "AccessKeyId");
	const secretAccessKey = textAt(result, "Credentials", "SecretAccessKey");
	const sessionToken = textAt(result, "Credentials", "SessionToken");
	const expiresAt = Date.parse(textAt(result, "Credentials", "Expiration") ?? "");
	if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
		throw new FlyteError("STORAGE_CREDENTIALS", `${STS.name} gave no credentials`, { wayOut: STS.wayOut });
	}
	const value = { accessKeyId, secretAccessKey, sessionToken };
	return Number.isNaN(expiresAt) ? { value } : { value, expiresAt };
}
