import type { FlyteConfig } from "../config/platform.js";
import type { BlobStore, Clock, Random } from "../context/ports/index.js";
import type { AdminTransport } from "../wire/admin/transport.js";

/** A connection with its defaults: what every part of the client works with. */
export interface RemoteSession {
	readonly transport: AdminTransport;
	readonly config: FlyteConfig;
	/** Where entities and executions are looked for and made, unless a call says otherwise. */
	readonly project: string;
	readonly domain: string;
	readonly clock: Clock;
	readonly random: Random;
	/** Where outputs are read from, and local files that are given as inputs. */
	readonly blobs: BlobStore;
}

/** A project and domain that a call may give in place of the session's. */
export interface Place {
	readonly project?: string;
	readonly domain?: string;
}

/** The given place, filled up with the session's. */
export function placeIn(
	session: RemoteSession,
	place: Place = {},
): { readonly project: string; readonly domain: string } {
	return { project: place.project ?? session.project, domain: place.domain ?? session.domain };
}
