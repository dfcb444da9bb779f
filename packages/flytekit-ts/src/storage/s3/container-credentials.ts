import { isIP } from "node:net";
import { FlyteError } from "../../errors/index.js";
import { type Environment, firstOf } from "../environment.js";
import { ask, jsonOf, type Source, textOf } from "../net/ask.js";
import type { Expiring } from "../net/kept-value.js";
import type { Net } from "../net/retry.js";
import type { AwsSource } from "./credentials.js";
import { tokenIn } from "./role-credentials.js";
import type { AwsCredentials } from "./sign.js";

const ENDPOINT: Source = {
	name: "the container's endpoint for AWS credentials",
	wayOut: "check the task role (ECS) or the pod identity association (EKS), and that its agent runs",
};

/** ECS's task role and EKS's pod identity: an address in the variables. Undefined where there is none. */
export function containerSource(env: Environment, net: Net): AwsSource | undefined {
	const relative = firstOf(env, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
	const full = firstOf(env, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
	if (relative === undefined && full === undefined) return undefined;
	return {
		description: "the container's role",
		async fetch() {
			const url = relative === undefined ? checkHost(full ?? "") : `http://169.254.170.2${relative}`;
			const tokenFile = firstOf(env, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
			const token =
				tokenFile === undefined
					? firstOf(env, "AWS_CONTAINER_AUTHORIZATION_TOKEN")
					: await tokenIn(tokenFile, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
			const headers: Record<string, string> = token === undefined ? {} : { authorization: token };
			return credentialsFrom(ENDPOINT, await ask(net, ENDPOINT, { method: "GET", url, headers }));
		},
	};
}

/** Credentials as the services of containers and machines write them. Throws STORAGE_CREDENTIALS. */
export function credentialsFrom(source: Source, text: string): Expiring<AwsCredentials> {
	const json = jsonOf(source, text);
	const token = json.Token ?? json.SessionToken;
	const value = {
		accessKeyId: textOf(source, json, "AccessKeyId"),
		secretAccessKey: textOf(source, json, "SecretAccessKey"),
		...(typeof token === "string" && token !== "" ? { sessionToken: token } : {}),
	};
	const expiresAt = typeof json.Expiration === "string" ? Date.parse(json.Expiration) : Number.NaN;
	return Number.isNaN(expiresAt) ? { value } : { value, expiresAt };
}

/** Plain http only to this machine and the two agents: the token goes there. */
function checkHost(uri: string): string {
	const url = URL.canParse(uri) ? new URL(uri) : undefined;
	const host = url?.hostname.replace(/^\[|\]$/g, "") ?? "";
	const near =
		host === "localhost" ||
		(isIP(host) === 4 && /^(127\.|169\.254\.170\.(2|23)$)/.test(host)) ||
		(isIP(host) === 6 && /^(::1|fd00:ec2::23)$/.test(host));
	if (url !== undefined && (url.protocol === "https:" || (url.protocol === "http:" && near))) return uri;
	throw new FlyteError(
		"STORAGE_CREDENTIALS",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that credentials are not asked of",
		{ wayOut: "use https, or an address of this machine or of the EKS or ECS agent" },
	);
}
