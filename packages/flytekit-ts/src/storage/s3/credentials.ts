import type { Environment } from "../environment.js";
import { firstOf } from "../environment.js";
import type { Identity } from "../net/failure.js";
import { type Expiring, KeptValue } from "../net/kept-value.js";
import type { Net } from "../net/retry.js";
import { containerSource } from "./container-credentials.js";
import { instanceSource } from "./instance-credentials.js";
import { profileSource } from "./profile-credentials.js";
import type { Profile } from "./profiles.js";
import { webIdentitySource } from "./role-credentials.js";
import type { AwsCredentials } from "./sign.js";

/** One of the places where AWS credentials may be. */
export interface AwsSource {
	/** For messages: "profile dev". */
	readonly description: string;
	/** Undefined when there are none after all. Throws STORAGE_CREDENTIALS when they cannot be had. */
	readonly fetch: () => Promise<Expiring<AwsCredentials> | undefined>;
}

const NOWHERE =
	"no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or give the pod's service account a role";
const PERMISSIONS =
	"allow it s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket there (without the last, a missing file looks forbidden)";

/**
 * Who asks S3, by the first place that has credentials: flytekit's variables, AWS's variables, a web identity (IRSA), the
 * profile, the container's endpoint (ECS, EKS pod identity), the machine's role. Fetched at first use, renewed before they expire.
 */
export class AwsIdentity {
	readonly #sources: readonly AwsSource[];
	readonly #kept: KeptValue<AwsCredentials | undefined>;
	#found: AwsSource | undefined;
	#current: AwsCredentials | undefined;

	constructor(sources: readonly AwsSource[], net: Net) {
		this.#sources = sources;
		this.#kept = new KeptValue(net.clock, () => this.#fetch());
	}

	/** Undefined where there are none: requests then go unsigned, as public buckets take them. */
	async get(): Promise<AwsCredentials | undefined> {
		this.#current = await this.#kept.get();
		return this.#current;
	}

	/** After the store said that they have expired. Whether others may be had. */
	expired(): boolean {
		if (this.#current?.sessionToken === undefined) return false;
		this.#kept.forget(this.#current);
		return true;
	}

	get identity(): Identity {
		if (this.#found === undefined) return { description: "nobody", wayOut: NOWHERE };
		return { description: this.#found.description, wayOut: PERMISSIONS };
	}

	async #fetch(): Promise<Expiring<AwsCredentials | undefined>> {
		for (const source of this.#found === undefined ? this.#sources : [this.#found]) {
			const credentials = await source.fetch();
			if (credentials === undefined) continue;
			this.#found = source;
			return credentials;
		}
		return { value: undefined };
	}
}

/** The places of this environment, in the order in which they are looked at. */
export function awsSources(env: Environment, profiles: ReadonlyMap<string, Profile>, net: Net): readonly AwsSource[] {
	return [
		variables(env, "FLYTE_AWS_ACCESS_KEY_ID", "FLYTE_AWS_SECRET_ACCESS_KEY"),
		variables(env, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
		webIdentitySource(env, net),
		profileSource(env, profiles, net),
		containerSource(env, net),
		instanceSource(env, net),
	].filter((source) => source !== undefined);
}

function variables(env: Environment, id: string, secret: string, token?: string): AwsSource | undefined {
	const accessKeyId = firstOf(env, id);
	const secretAccessKey = firstOf(env, secret);
	if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
	const sessionToken = token === undefined ? undefined : firstOf(env, token);
	const value = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
	return { description: `the key in ${id}`, fetch: async () => ({ value }) };
}
