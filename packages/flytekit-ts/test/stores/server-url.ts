/** The address of a server that scripts/stores has started. Throws when it has not. */
export function serverUrl(name: "s3" | "gcs" | "azure"): string {
	const url = process.env[`STORES_${name.toUpperCase()}`];
	if (url === undefined) throw new Error("these tests need servers: npm run stores");
	return url;
}
