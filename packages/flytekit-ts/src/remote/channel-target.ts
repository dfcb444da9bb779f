import type { PlatformConfig } from "../config/platform.js";

/** Where a channel leads, as grpc-js and messages want it. */
export interface ChannelTarget {
	/** `dns:///host:port`. */
	readonly address: string;
	readonly host: string;
	readonly port: number;
	/** The machine itself: what is sent there leaves it by no wire. */
	readonly isLoopback: boolean;
}

/** Where `platform.endpoint` leads; without a port, 80 in plain text and 443 with TLS. */
export function channelTarget(platform: Pick<PlatformConfig, "endpoint" | "insecure">): ChannelTarget {
	const { endpoint, insecure } = platform;
	const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(endpoint) ?? [];
	// What is no host:port may still be an IPv6 address without brackets.
	const host = bracketed ?? plain ?? endpoint;
	const port = digits === undefined ? (insecure ? 80 : 443) : Number(digits);
	const shown = host.includes(":") ? `[${host}]` : host;
	return { address: `dns:///${shown}:${port}`, host, port, isLoopback: isLoopbackHost(host) };
}

/** `localhost`, 127.0.0.0/8 or ::1. A name that merely resolves there does not count: another resolver may say otherwise. */
export function isLoopbackHost(host: string): boolean {
	const name = host.toLowerCase().replace(/\.$/, "");
	return (
		name === "localhost" ||
		name.endsWith(".localhost") ||
		/^127(\.\d{1,3}){3}$/.test(name) ||
		name === "::1" ||
		/^(0{1,4}:){7}0{0,3}1$/.test(name)
	);
}
