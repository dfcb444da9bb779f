import { ALLOWED_URIS, type ValueUris } from "../value-uris.js";
import { type AddressRule, addressKind } from "./addresses.js";

/** Which addresses a value's web address may lead to: public ones, and those of the hosts that are allowed. */
export function valueAddresses({ hosts }: Pick<ValueUris, "hosts">): AddressRule {
	return (address, host) => {
		const kind = addressKind(address);
		if (kind === undefined || kind === "public" || hosts.has(host)) return undefined;
		const what = kind === "metadata" ? "belongs to a metadata service" : "is in a private network";
		return `${address} ${what}, where values may only lead if the variable ${ALLOWED_URIS} names the host`;
	};
}
