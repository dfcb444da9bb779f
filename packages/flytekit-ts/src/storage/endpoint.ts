import { FlyteError } from "../errors/index.js";

/** An endpoint's URL without a slash at its end. Throws STORAGE_ENDPOINT. */
export function checkEndpoint(endpoint: string): string {
	if (/^https?:\/\/[^/?#@]+(\/[^?#]*)?$/.test(endpoint)) return endpoint.replace(/\/+$/, "");
	throw new FlyteError("STORAGE_ENDPOINT", "the endpoint of a store is set, but it is no http address", {
		wayOut: "write it as https://host or http://host:port, without user name and query",
	});
}
