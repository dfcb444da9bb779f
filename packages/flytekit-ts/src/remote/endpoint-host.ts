/** The host of `host:port`, lower-case, without port and brackets. A bare IPv6 address is a host too. */
export function endpointHost(endpoint: string): string {
	const key = endpoint.toLowerCase();
	const bracketed = /^\[([^\]]*)\]/.exec(key);
	if (bracketed !== null) return bracketed[1] ?? "";
	return key.split(":").length > 2 ? key : key.replace(/:\d+$/, "");
}

/** Whether a host names this machine and nothing else: what is sent there is on no wire. */
export function isLoopback(host: string): boolean {
	const name = host.replace(/^\[|\]$/g, "").toLowerCase();
	return name === "localhost" || name === "::1" || /^127(?:\.\d{1,3}){3}$/.test(name);
}
