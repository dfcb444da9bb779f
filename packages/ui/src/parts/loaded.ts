import { useEffect, useState } from "preact/hooks";
import type { ErrorView } from "../../../flytekit-ts/src/server/view-model.js";
import { errorOf, get } from "../api.js";

/** What an address gives: nothing yet, data, or what is wrong. The last data stays while there is newer trouble. */
export interface Loaded<T> {
	readonly data: T | undefined;
	readonly error: ErrorView | undefined;
}

/** Gets `path` again whenever it or `revision` changes; undefined gets nothing. */
export function useLoaded<T>(path: string | undefined, revision: unknown): Loaded<T> {
	const [loaded, setLoaded] = useState<Loaded<T> & { readonly path: string | undefined }>({
		path: undefined,
		data: undefined,
		error: undefined,
	});
	useEffect(() => {
		if (path === undefined) return undefined;
		let isWanted = true;
		get<T>(path).then(
			(data) => isWanted && setLoaded({ path, data, error: undefined }),
			(thrown) =>
				isWanted &&
				setLoaded((before) => ({ path, data: before.path === path ? before.data : undefined, error: errorOf(thrown) })),
		);
		return () => {
			isWanted = false;
		};
	}, [path, revision]);
	return path !== undefined && loaded.path === path ? loaded : { data: undefined, error: undefined };
}
