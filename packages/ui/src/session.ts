import { send } from "./api.js";

/**
 * The address that was printed has the token behind its #, which no browser sends anywhere. It is changed for a cookie that only
 * this server sees, and taken out of the address.
 */
export async function openSession(): Promise<void> {
	const token = /^#token=(.+)$/.exec(location.hash)?.[1];
	if (token === undefined) return;
	history.replaceState(null, "", location.pathname + location.search);
	try {
		await send("/api/session", { token });
	} catch {
		// the views say that they may not be seen
	}
}
