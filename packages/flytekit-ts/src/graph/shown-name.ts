/** How people read the name of a map over `name`: `m.mapTask(square)` for `m.square`. */
export function mapName(name: string): string {
	const dot = name.lastIndexOf(".");
	return `${name.slice(0, dot + 1)}mapTask(${name.slice(dot + 1)})`;
}

/** A name as people read it: that of a map's task on the wire, `m.map_square_<md5>-arraynode`, is {@link mapName}'s again. */
export function shownName(name: string): string {
	return name.replace(/map_([^.]+)_[0-9a-f]{32}-arraynode$/, "mapTask($1)");
}
