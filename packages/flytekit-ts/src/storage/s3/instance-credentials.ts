import { isFlyteError } from "../../errors/index.js";
import { checkEndpoint } from "../endpoint.js";
import { type Environment, firstOf } from "../environment.js";
import { ask, PROBE, type Source } from "../net/ask.js";
import type { Net } from "../net/retry.js";
import { credentialsFrom } from "./container-credentials.js";
import type { AwsSource } from "./credentials.js";

const SERVICE: Source = {
	name: "the machine's metadata service",
	wayOut: "give the machine an instance profile, or set other AWS credentials",
};
const ROLES = "/latest/meta-data/iam/security-credentials/";

/** The role of the machine, by version 2 of its metadata service. Undefined where AWS_EC2_METADATA_DISABLED says so. */
export function instanceSource(env: Environment, net: Net): AwsSource | undefined {
	if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === "true") return undefined;
	const base = checkEndpoint(firstOf(env, "AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254");
	return {
		description: "the machine's role",
		async fetch() {
			const token = await there(
				ask(
					net,
					SERVICE,
					{
						method: "PUT",
						url: `${base}/latest/api/token`,
						headers: { "x-aws-ec2-metadata-token-ttl-seconds": "21600" },
					},
					PROBE,
				),
			);
			if (token === undefined) return undefined;
			const get = (path: string) =>
				ask(net, SERVICE, { method: "GET", url: base + path, headers: { "x-aws-ec2-metadata-token": token } });
			const role = (await there(get(ROLES)))?.trim().split("\n")[0];
			if (role === undefined || role === "") return undefined;
			return credentialsFrom(SERVICE, await get(ROLES + encodeURIComponent(role)));
		},
	};
}

/** Undefined where nobody answers, or there is no such thing: this is no such machine. */
async function there(answer: Promise<string>): Promise<string | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (isFlyteError(error, "STORAGE_UNAVAILABLE") || isFlyteError(error, "STORAGE_CREDENTIALS")) return undefined;
		throw error;
	}
}
