import type { ErrorView } from "../../flytekit-ts/src/server/view-model.js";

/** What the server says instead of an answer. */
export class ApiError extends Error {
	readonly status: number;
	readonly view: ErrorView;

	constructor(status: number, view: ErrorView) {
		super(view.message);
		this.status = status;
		this.view = view;
	}
}

/** Data from the server. Throws ApiError. */
export function get<T>(path: string): Promise<T> {
	return answered(fetch(path, { credentials: "same-origin" }));
}

/** Changes something, or asks with more than an address can hold. Throws ApiError. */
export function send<T>(path: string, body: object): Promise<T> {
	return answered(
		fetch(path, {
			method: "POST",
			credentials: "same-origin",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		}),
	);
}

async function answered<T>(asked: Promise<Response>): Promise<T> {
	let response: Response;
	try {
		response = await asked;
	} catch {
		throw new ApiError(0, { code: "OFFLINE", message: "the server does not answer; is tsflyte dev still running?" });
	}
	const json: unknown = await response.json().catch(() => undefined);
	if (response.ok) return json as T;
	const { error } = (json ?? {}) as { error?: ErrorView };
	throw new ApiError(response.status, error ?? { code: String(response.status), message: response.statusText });
}

/** What to show of anything that was thrown. */
export function errorOf(thrown: unknown): ErrorView {
	if (thrown instanceof ApiError) return thrown.view;
	return { code: "PAGE", message: thrown instanceof Error ? thrown.message : String(thrown) };
}
