import { BlockList, isIP } from "node:net";

/** Says why an address may not be asked, or undefined when it may. `host` is the name that led there. */
export type AddressRule = (address: string, host: string) => string | undefined;

/** What kind of place an address is: a metadata service gives away credentials, a private one is the cluster's inside. */
export type AddressKind = "public" | "private" | "metadata";

const METADATA = listOf(
	["169.254.0.0", 16, "ipv4"],
	["fe80::", 10, "ipv6"],
	["fd00:ec2::", 32, "ipv6"],
	["100.100.100.200", 32, "ipv4"],
	["168.63.129.16", 32, "ipv4"],
);
const PRIVATE = listOf(
	["0.0.0.0", 8, "ipv4"],
	["10.0.0.0", 8, "ipv4"],
	["100.64.0.0", 10, "ipv4"],
	["127.0.0.0", 8, "ipv4"],
	["172.16.0.0", 12, "ipv4"],
	["192.0.0.0", 24, "ipv4"],
	["192.168.0.0", 16, "ipv4"],
	["198.18.0.0", 15, "ipv4"],
	["224.0.0.0", 3, "ipv4"],
	["::", 127, "ipv6"],
	["fc00::", 7, "ipv6"],
	["ff00::", 8, "ipv6"],
);

/** Names that lead to metadata services wherever they are resolved. */
const METADATA_HOSTS = ["metadata.google.internal", "metadata.goog", "metadata", "instance-data"];

/** The kind of an address, or of a name that says it already; undefined for other names: they have to be resolved. */
export function addressKind(host: string): AddressKind | undefined {
	const bare = host
		.replace(/^\[|\]$/g, "")
		.toLowerCase()
		.replace(/\.$/, "");
	const family = isIP(bare);
	if (family === 0) {
		if (METADATA_HOSTS.includes(bare)) return "metadata";
		return bare === "localhost" || bare.endsWith(".localhost") ? "private" : undefined;
	}
	const plain = family === 6 ? embeddedIpv4(bare) : undefined;
	if (plain !== undefined) return addressKind(plain);
	const type = family === 4 ? "ipv4" : "ipv6";
	if (METADATA.check(bare, type)) return "metadata";
	return PRIVATE.check(bare, type) ? "private" : "public";
}

/** The IPv4 address inside one of IPv6's that leads to it (mapped, or through NAT64). */
function embeddedIpv4(address: string): string | undefined {
	// the URL parser writes these in one form only
	const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
	const [, high, low] = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
	if (high === undefined || low === undefined) return undefined;
	const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
	return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}

function listOf(...nets: readonly (readonly [string, number, "ipv4" | "ipv6"])[]): BlockList {
	const list = new BlockList();
	for (const [net, prefix, type] of nets) list.addSubnet(net, prefix, type);
	return list;
}
