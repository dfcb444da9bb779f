import { isFlyteError } from "../../errors/index.js";
import { type Environment, firstOf } from "../environment.js";
import { ask, PROBE } from "../net/ask.js";
import type { Expiring } from "../net/kept-value.js";
import { tokenIn } from "../net/oauth-token.js";
import type { Net } from "../net/retry.js";

const SERVICE = {
	name: "Google's metadata service",
	wayOut: "give the pod or machine a service account, or set GOOGLE_APPLICATION_CREDENTIALS",
};

/** A token of the machine's own service account, also of a pod with workload identity; undefined where nobody answers. */
export async function metadataToken(env: Environment, net: Net): Promise<Expiring<string> | undefined> {
	const host = firstOf(env, "GCE_METADATA_HOST") ?? "metadata.google.internal";
	const url = `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`;
	try {
		const text = await ask(net, SERVICE, { method: "GET", url, headers: { "metadata-flavor": "Google" } }, PROBE);
		return tokenIn(SERVICE, text, net.clock.now());
	} catch (error) {
		if (isFlyteError(error, "STORAGE_UNAVAILABLE")) return undefined;
		throw error;
	}
}
