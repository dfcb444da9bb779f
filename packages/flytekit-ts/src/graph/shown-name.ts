/** How people read the name of a map over `name`: `m.mapTask(square)` for `m.square`. */
export function mapName(name: string): string {
	const dot = name.lastIndexOf(".");
	return `${name.slice(0, dot + 1)}mapTask(${name.slice(dot + 1)})`;
}

/** What a map calls, of its task's name on the wire: `m.square` of `m.map_square_<md5>-arraynode`; undefined for other names. */
export function mappedName(name: string): string | undefined {
	const [, module, task] = /^(.*?)map_([^.]+)_[0-9a-f]{32}-arraynode$/.exec(name) ?? [];
	return task === undefined ? undefined : `${module}${task}`;
}

/** A name as people read it: that of a map's task on the wire is {@link mapName}'s again. */
export function shownName(name: string): string {
	const mapped = mappedName(name);
	return mapped === undefined ? name : mapName(mapped);
}
