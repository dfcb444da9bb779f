import type { PlatformConfig } from "../../config/platform.js";
import { channelTarget } from "../channel-target.js";
import type { TokenHeader, TokenProvider } from "../token-provider.js";
import { tokenOfCommand } from "./external-command.js";
import type { HttpWay } from "./https-fetch.js";

/**
 * The token of a proxy in front of Flyte (an identity-aware one), as `admin.proxyCommand` prints it, in the header `proxy-authorization`. Calls carry it
 * beside Flyte's own. Undefined where none is configured. flytekit: get_proxy_authenticator.
 */
export function proxyAuthenticator(config: PlatformConfig): TokenProvider | undefined {
	const { proxyCommand, endpoint } = config;
	if (proxyCommand === undefined || proxyCommand.length === 0) return undefined;
	let held: TokenHeader | undefined;
	let asking: Promise<void> | undefined;
	const ask = () => {
		asking ??= tokenOfCommand("admin.proxyCommand", proxyCommand, endpoint)
			.then((token) => {
				held = { header: "proxy-authorization", value: `Bearer ${token}` };
			})
			.finally(() => {
				asking = undefined;
			});
		return asking;
	};
	return {
		async token() {
			if (held === undefined) await ask();
			return held;
		},
		async refresh(refused) {
			if (refused === undefined || held === undefined || refused.value === held.value) await ask();
		},
	};
}

/** Requests for tokens pass the same proxy where they go to Flyte's own host. Other hosts are somebody else's and get no header. */
export function proxyHeadersFor(config: PlatformConfig, proxy: TokenProvider | undefined): Pick<HttpWay, "headersFor"> {
	if (proxy === undefined) return {};
	return {
		async headersFor(host) {
			if (host !== channelTarget(config).host.toLowerCase()) return {};
			const given = await proxy.token();
			return given === undefined ? {} : { [given.header]: given.value };
		},
	};
}
