import { Observable } from "./observable.js";

/** The address: every view, and what is selected in it, has one. */
class Route extends Observable {
	get path(): string {
		return location.pathname;
	}
	get query(): URLSearchParams {
		return new URLSearchParams(location.search);
	}
	/** Goes to another view. */
	go(address: string): void {
		history.pushState(null, "", address);
		this.changed();
	}
	/** Notes what is selected, without a step back for each. */
	note(changes: Readonly<Record<string, string | undefined>>): void {
		const query = this.query;
		for (const [name, value] of Object.entries(changes)) {
			if (value === undefined || value === "") query.delete(name);
			else query.set(name, value);
		}
		const text = query.toString();
		history.replaceState(null, "", location.pathname + (text === "" ? "" : `?${text}`));
		this.changed();
	}
}

export const route = new Route();
addEventListener("popstate", () => route.changed());
addEventListener("click", (event) => {
	const link = (event.target as Element | null)?.closest?.("a");
	if (link === null || link === undefined || event.defaultPrevented || event.button !== 0) return;
	if (event.ctrlKey || event.metaKey || event.shiftKey || link.target !== "" || link.hasAttribute("download")) return;
	if (link.origin !== location.origin || link.pathname.startsWith("/api/") || link.hash !== "") return;
	event.preventDefault();
	route.go(link.pathname + link.search);
});

export const runHref = (id: string) => `/runs/${encodeURIComponent(id)}`;
export const launchHref = (file: string, entity: string, from?: string) =>
	`/launch?${new URLSearchParams({ file, entity, ...(from === undefined ? {} : { from }) })}`;
